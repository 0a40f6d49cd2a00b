using RobotPolicy.Control.Failure.Scores;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Safetensors;

namespace RobotPolicy.Inference.Failure;

/// <summary>
/// Reads what distances of an embedding to clusters are taken from: a safetensors file with <c>mean</c> [d], <c>components</c> [p, d] and
/// <c>centres</c> [k, p].
/// </summary>
internal static class ClusterReader
{
    private const int MaxComponents = 1024;
    private const int MaxCentres = 4096;

    /// <summary>The model, or <see langword="null"/> and everything that is wrong.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <param name="embeddingSize">Numbers d of the policy's embedding.</param>
    /// <param name="errors">Receives what is wrong.</param>
    public static PcaKMeansModel? Read(ReadOnlyMemory<byte> content, string file, int embeddingSize, ICollection<PackageError> errors)
    {
        var before = errors.Count;
        if (SafetensorsFile.Parse(content, file, errors) is not { } tensors)
            return null;

        double[] Take(string name, string expected, Func<IReadOnlyList<long>, bool> fits)
        {
            void Fail(string actual) => errors.Add(new PackageError { File = file, Field = name, Expected = expected, Actual = actual });
            if (!tensors.Tensors.TryGetValue(name, out var tensor))
                Fail("nothing");
            else if (!fits(tensor.Shape))
                Fail($"shape {ErrorText.Shape(tensor.Shape)}");
            else if (tensor.ToDoubles() is var values && values.Any(v => !double.IsFinite(v)))
                Fail("a value that is not finite");
            else
                return values;
            return [];
        }

        var mean = Take("mean", $"shape [{embeddingSize}], the size of the policy's embedding", s => s.Count == 1 && s[0] == embeddingSize);
        var components = Take(
            "components", $"shape [1 to {MaxComponents}, {embeddingSize}]", s => s.Count == 2 && s[0] is >= 1 and <= MaxComponents && s[1] == embeddingSize);
        var rows = embeddingSize == 0 ? 0 : components.Length / embeddingSize;
        var centres = Take(
            "centres", $"shape [1 to {MaxCentres}, {rows}], as many numbers as there are components", s => s.Count == 2 && s[0] is >= 1 and <= MaxCentres && s[1] == rows);
        return errors.Count == before ? new PcaKMeansModel(mean, components, centres) : null;
    }
}
