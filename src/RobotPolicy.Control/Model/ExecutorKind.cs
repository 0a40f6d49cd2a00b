namespace RobotPolicy.Control.Model;

/// <summary>How chunks become one stream of targets.</summary>
public enum ExecutorKind
{
    /// <summary>Execute the first actions of a chunk, then go over to the next one.</summary>
    RecedingHorizon = 0,

    /// <summary>Infer at every policy step and average what all chunks say about the same instant.</summary>
    TemporalEnsemble,

    /// <summary>Ask early and let the inference continue the chunk in use, so that the arm moves as if there were no latency.</summary>
    RealTimeChunking,

    /// <summary>Ask when a share of the queue is left, and merge what the old and the new chunk say about the same instant.</summary>
    Asynchronous,

    /// <summary>Execute chunks of a policy that carries a buffer of actions from one inference to the next, on that buffer's grid.</summary>
    Streaming,
}
