namespace RobotPolicy.Data.Bags;

/// <summary>
/// A bag's content is not what its format allows. The only exception that content can cause; an <see cref="IOException"/> of the file
/// system passes through.
/// </summary>
public sealed class BagException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="file">The file, or what the text stands in.</param>
    /// <param name="problem">Where in it, what was expected and what stands there.</param>
    /// <param name="inner">What found it; null for the reader itself.</param>
    public BagException(string file, string problem, Exception? inner = null)
        : base($"{file}: {problem}", inner)
    {
        File = file;
    }

    /// <summary>The file, or what the text stands in.</summary>
    public string File { get; }
}
