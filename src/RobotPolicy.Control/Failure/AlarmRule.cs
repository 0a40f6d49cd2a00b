namespace RobotPolicy.Control.Failure;

/// <summary>How the scores of a monitor come to one verdict.</summary>
public enum AlarmRule
{
    /// <summary>
    /// All must be beyond their thresholds: the least ratio decides. If each alone raises a false alarm in at most a share δ of
    /// successful rollouts, so do all together, whether or not they are independent.
    /// </summary>
    And = 0,

    /// <summary>One is enough: the greatest ratio decides. False alarms of the scores add up.</summary>
    Or,
}
