namespace RobotPolicy.Data.Mcap.Records;

/// <summary>Where a metadata record stands.</summary>
/// <param name="Offset">Byte of the file where the record begins.</param>
/// <param name="Length">Bytes of the record, opcode and length included.</param>
/// <param name="Name">As in the record.</param>
public sealed record McapMetadataIndex(ulong Offset, ulong Length, string Name);
