namespace RobotPolicy.Inference.Graphs;

/// <summary>Outcome of one run of a graph.</summary>
public enum GraphStatus
{
    /// <summary>The outputs are filled.</summary>
    Ok = 0,

    /// <summary>ONNX Runtime reported an error; see <see cref="OnnxGraph.LastError"/>.</summary>
    Failed,

    /// <summary>The run was cancelled, or the graph is disposed.</summary>
    Stopped,
}
