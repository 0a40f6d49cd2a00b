namespace RobotPolicy.Data.Datasets;

/// <summary>
/// A dataset is not what the format allows, or cannot be written as asked. Names the file, and all problems that one look finds. The
/// only exception that the content of a dataset causes; <see cref="IOException"/> of the disk passes through.
/// </summary>
public sealed class DatasetException : Exception
{
    /// <summary>Creates one for a single problem.</summary>
    /// <param name="file">File or folder.</param>
    /// <param name="problem">What was expected and what is there; no full stop.</param>
    /// <param name="inner">What it comes from.</param>
    public DatasetException(string file, string problem, Exception? inner = null)
        : base($"{file}: {problem}.", inner)
    {
        File = file;
        Problems = [problem];
    }

    /// <summary>Creates one for several.</summary>
    /// <param name="file">File or folder.</param>
    /// <param name="problems">At least one.</param>
    public DatasetException(string file, IReadOnlyList<string> problems)
        : base(problems.Count == 1 ? $"{file}: {problems[0]}." : $"{file}: {problems.Count} problems.\n  {string.Join("\n  ", problems)}")
    {
        File = file;
        Problems = problems;
    }

    /// <summary>File or folder.</summary>
    public string File { get; }

    /// <summary>All that was found.</summary>
    public IReadOnlyList<string> Problems { get; }
}
