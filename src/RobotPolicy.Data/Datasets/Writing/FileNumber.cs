namespace RobotPolicy.Data.Datasets.Writing;

/// <summary>Place of a numbered file: a thousand in a folder.</summary>
/// <param name="Chunk">The folder.</param>
/// <param name="File">The file in it.</param>
internal readonly record struct FileNumber(long Chunk, long File)
{
    /// <summary>The place of the n-th file, from 0.</summary>
    public static FileNumber Of(long n, int chunkSize) => new(n / chunkSize, n % chunkSize);
}
