namespace RobotPolicy.Inference;

/// <summary>What loading a policy is busy with.</summary>
public enum PolicyLoadStage
{
    /// <summary>Reads and validates the package's files.</summary>
    Reading = 0,

    /// <summary>Opens the graph and creates its session.</summary>
    CreatingSession,

    /// <summary>Infers on synthetic input.</summary>
    WarmingUp,
}
