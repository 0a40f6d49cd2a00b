using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Models;

/// <summary>Collects what is wrong with one graph of a package.</summary>
/// <param name="file">The graph's file.</param>
/// <param name="errors">Receives the errors.</param>
internal sealed class GraphCheck(string file, ICollection<PackageError> errors)
{
    public void Fail(string field, string expected, string actual) =>
        errors.Add(new PackageError { File = file, Field = ErrorText.Clean(field), Expected = expected, Actual = actual });

    public bool IsFloat(GraphTensor tensor)
    {
        if (tensor.ElementType == GraphTensor.Float32)
            return true;
        Fail(tensor.Name, $"a {GraphTensor.Float32} tensor", tensor.ElementType);
        return false;
    }

    /// <summary>The float32 tensor of a name, or <see langword="null"/> and an error.</summary>
    public GraphTensor? Find(IReadOnlyList<GraphTensor> tensors, string name, string what)
    {
        if (tensors.FirstOrDefault(t => t.Name == name) is not { } tensor)
        {
            Fail(name, $"an {what} of that name", Names(tensors));
            return null;
        }

        return IsFloat(tensor) ? tensor : null;
    }

    /// <summary>Whether a tensor has the wanted shape; an error where not. −1 stands for any dimension; an open dimension fits any.</summary>
    public bool Fits(GraphTensor tensor, string expected, params ReadOnlySpan<long> wanted)
    {
        var fits = tensor.Shape.Count == wanted.Length;
        for (var i = 0; i < wanted.Length && fits; i++)
            fits = wanted[i] < 0 || tensor.Shape[i] < 0 || tensor.Shape[i] == wanted[i];
        if (!fits)
            Fail(tensor.Name, expected, ErrorText.Shape(tensor.Shape));
        return fits;
    }

    /// <summary>Whether a shape is the wanted one; −1 stands for any dimension.</summary>
    public static bool Fits(IReadOnlyList<long> shape, params ReadOnlySpan<long> wanted)
    {
        if (shape.Count != wanted.Length)
            return false;
        for (var i = 0; i < wanted.Length; i++)
            if (wanted[i] >= 0 && shape[i] != wanted[i])
                return false;
        return true;
    }

    public static string Names(IReadOnlyList<GraphTensor> tensors) =>
        tensors.Count == 0 ? "none" : ErrorText.Clean(string.Join(", ", tensors.Select(t => t.Name)), 300);
}
