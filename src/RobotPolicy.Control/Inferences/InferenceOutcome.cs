namespace RobotPolicy.Control.Inferences;

/// <summary>How one inference ended.</summary>
public enum InferenceOutcome
{
    /// <summary>There is a chunk.</summary>
    Ok = 0,

    /// <summary>No usable observation could be assembled; the observation's result says why.</summary>
    NoObservation,

    /// <summary>The policy could not use a picture.</summary>
    InvalidImage,

    /// <summary>The policy could not use the joint state.</summary>
    InvalidState,

    /// <summary>The policy failed or threw.</summary>
    Failed,

    /// <summary>The policy answered with NaN or infinity.</summary>
    NonFinite,

    /// <summary>The policy was stopped.</summary>
    Stopped,

    /// <summary>Asked for it, the policy has chosen the next primitive; there is no chunk, and its signals say which.</summary>
    Chosen,

    /// <summary>Asked for the next primitive, the policy has chosen none.</summary>
    Undecided,
}
