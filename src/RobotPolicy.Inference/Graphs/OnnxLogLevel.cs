namespace RobotPolicy.Inference.Graphs;

/// <summary>Severity of a line of ONNX Runtime's log.</summary>
public enum OnnxLogLevel
{
    /// <summary>For the curious.</summary>
    Information = 0,

    /// <summary>It works, but not as it should.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Error,
}
