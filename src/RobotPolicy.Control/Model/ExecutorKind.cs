namespace RobotPolicy.Control.Model;

/// <summary>How chunks become one stream of targets.</summary>
public enum ExecutorKind
{
    /// <summary>Execute the first actions of a chunk, then go over to the next one.</summary>
    RecedingHorizon = 0,

    /// <summary>Infer at every policy step and average what all chunks say about the same instant.</summary>
    TemporalEnsemble,
}
