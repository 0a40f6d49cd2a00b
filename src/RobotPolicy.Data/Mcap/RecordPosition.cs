namespace RobotPolicy.Data.Mcap;

/// <summary>Where a record stands, as an error names it.</summary>
/// <param name="Offset">Byte of the file where the record begins; for a record in a chunk, where the chunk begins.</param>
/// <param name="InChunk">Byte of the decompressed chunk where the record begins; −1 outside chunks.</param>
public readonly record struct RecordPosition(long Offset, long InChunk = -1)
{
    /// <summary>For sentences.</summary>
    public override string ToString() => InChunk < 0 ? $"byte {Offset}" : $"byte {InChunk} of the chunk at byte {Offset}";
}
