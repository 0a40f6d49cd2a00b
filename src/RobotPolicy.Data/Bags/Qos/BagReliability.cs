namespace RobotPolicy.Data.Bags.Qos;

/// <summary>Whether lost samples are sent again; the numbers of <c>rmw_qos_reliability_policy_t</c>.</summary>
public enum BagReliability
{
    /// <summary>What the middleware takes by default.</summary>
    SystemDefault = 0,

    /// <summary>Until acknowledged.</summary>
    Reliable = 1,

    /// <summary>Never.</summary>
    BestEffort = 2,

    /// <summary>Not known.</summary>
    Unknown = 3,

    /// <summary>As the other side.</summary>
    BestAvailable = 4,
}
