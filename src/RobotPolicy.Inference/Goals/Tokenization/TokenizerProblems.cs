using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Goals.Tokenization;

/// <summary>Collects what in a tokenizer file is not known.</summary>
internal sealed class TokenizerProblems(string file, ICollection<PackageError> errors)
{
    /// <summary>Whether there is nothing so far.</summary>
    public bool IsSound { get; private set; } = true;

    public void Fail(string field, string expected, string actual)
    {
        IsSound = false;
        errors.Add(new PackageError { File = file, Field = field, Expected = expected, Actual = actual });
    }
}
