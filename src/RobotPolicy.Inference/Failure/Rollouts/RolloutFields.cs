using System.Globalization;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Safetensors;

namespace RobotPolicy.Inference.Failure.Rollouts;

/// <summary>Takes what a rollout needs out of a file, and says what is not as it has to be.</summary>
internal sealed class RolloutFields(SafetensorsFile file, string name, ICollection<PackageError> errors)
{
    public void Fail(string field, string expected, string actual) =>
        errors.Add(new PackageError { File = name, Field = field, Expected = expected, Actual = ErrorText.Clean(actual) });

    /// <summary>A text of the metadata; <see langword="null"/> where there is none or an error.</summary>
    public string? Text(string key)
    {
        if (!file.Metadata.TryGetValue(key, out var text))
            return null;
        if (text.Length is > 0 and <= RolloutInfo.MaxText)
            return text;
        Fail(key, $"a text of 1 to {RolloutInfo.MaxText} characters", $"{text.Length}");
        return null;
    }

    public string Required(string key)
    {
        if (Text(key) is { } text)
            return text;
        Fail(key, "a text", "nothing");
        return string.Empty;
    }

    public long Whole(string key, long min, long max)
    {
        if (long.TryParse(Text(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        Fail(key, $"a whole number from {min} to {max}", Text(key) ?? "nothing");
        return 0;
    }

    /// <summary>A tensor of a type and rank, whose dimensions fit an <see langword="int"/>.</summary>
    public SafetensorsTensor? Tensor(string key, SafetensorsDtype dtype, int rank)
    {
        if (!file.Tensors.TryGetValue(key, out var tensor))
            Fail(key, $"a {dtype} tensor of {rank} dimensions", "nothing");
        else if (tensor.Dtype != dtype || tensor.Shape.Count != rank || tensor.Shape.Any(d => d > int.MaxValue))
            Fail(key, $"a {dtype} tensor of {rank} dimensions", $"{tensor.Dtype} {ErrorText.Shape(tensor.Shape)}");
        else
            return tensor;
        return null;
    }
}
