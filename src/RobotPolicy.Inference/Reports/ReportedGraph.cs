using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Inference.Reports;

/// <summary>One ONNX file of a package.</summary>
/// <param name="File">Path inside the package.</param>
/// <param name="Inputs">Inputs that it declares; a dimension of −1 is open.</param>
/// <param name="Outputs">Outputs that it declares.</param>
public sealed record ReportedGraph(string File, IReadOnlyList<GraphTensor> Inputs, IReadOnlyList<GraphTensor> Outputs);
