namespace RobotPolicy.Control.Failure;

/// <summary>What the monitor says about the policy after an inference.</summary>
public enum FailureState
{
    /// <summary>Nothing watches: the package has no monitor.</summary>
    Off = 0,

    /// <summary>Scores are within their thresholds.</summary>
    Quiet,

    /// <summary>The policy is about to fail, as far as its scores and thresholds tell.</summary>
    Alarm,

    /// <summary>The monitor cannot tell; <see cref="FailureReport.Reason"/> says why. Never to be taken for quiet.</summary>
    Degraded,
}
