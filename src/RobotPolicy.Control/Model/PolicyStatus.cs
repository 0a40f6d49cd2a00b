namespace RobotPolicy.Control.Model;

/// <summary>Outcome of one inference, as a value.</summary>
public enum PolicyStatus
{
    /// <summary>The chunk is filled and finite.</summary>
    Ok = 0,

    /// <summary>A camera picture is missing from the observation or could not be decoded or converted.</summary>
    InvalidImage,

    /// <summary>A state value is missing or not finite.</summary>
    InvalidState,

    /// <summary>The graph failed to run.</summary>
    GraphFailed,

    /// <summary>The graph answered with NaN or infinity; the whole chunk is rejected.</summary>
    NonFiniteOutput,

    /// <summary>The policy was disposed or cancelled.</summary>
    Stopped,

    /// <summary>Asked for it, the policy has chosen the next primitive; there are no actions.</summary>
    Chosen,

    /// <summary>Asked for the next primitive, the policy has chosen none: its scores are no numbers, or too close together.</summary>
    Undecided,
}
