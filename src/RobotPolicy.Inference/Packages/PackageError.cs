namespace RobotPolicy.Inference.Packages;

/// <summary>
/// One thing that is wrong with a policy package. Loading collects all of them, so that a package is mended in one go.
/// Immutable.
/// </summary>
public sealed record PackageError
{
    /// <summary>File inside the package folder, such as <c>manifest.json</c>.</summary>
    public required string File { get; init; }

    /// <summary>Place inside the file: a JSON path, a tensor or a graph input; <c>$</c> is the whole file.</summary>
    public required string Field { get; init; }

    /// <summary>What has to be there.</summary>
    public required string Expected { get; init; }

    /// <summary>What is there.</summary>
    public required string Actual { get; init; }

    /// <summary>The error as one line: <c>file: field: expected X, actual Y</c>.</summary>
    public override string ToString() => $"{ErrorText.Clean(File)}: {ErrorText.Clean(Field, 300)}: expected {Expected}, actual {Actual}";
}
