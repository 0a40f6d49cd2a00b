namespace RobotPolicy.Inference.Graphs;

/// <summary>An input or output as the graph declares it.</summary>
/// <param name="Name">Name.</param>
/// <param name="ElementType">Element type in ONNX's spelling, such as <c>float32</c>; <c>not a tensor</c> for sequences and maps.</param>
/// <param name="Shape">Dimensions; −1 where the graph leaves one open.</param>
public sealed record GraphTensor(string Name, string ElementType, IReadOnlyList<long> Shape)
{
    /// <summary>Spelling of the element type that is bound as it is.</summary>
    public const string Float32 = "float32";

    /// <summary>Spelling of the element type that is bound as float32 and converted at each run.</summary>
    public const string Float16 = "float16";

    /// <summary>Spelling of the element type of ids.</summary>
    public const string Int64 = "int64";
}
