namespace RobotPolicy.Data.Bags.Qos;

/// <summary>How a publisher shows that it lives; the numbers of <c>rmw_qos_liveliness_policy_t</c>.</summary>
public enum BagLiveliness
{
    /// <summary>What the middleware takes by default.</summary>
    SystemDefault = 0,

    /// <summary>The middleware does it.</summary>
    Automatic = 1,

    /// <summary>By node; no longer in use.</summary>
    ManualByNode = 2,

    /// <summary>By publishing.</summary>
    ManualByTopic = 3,

    /// <summary>Not known.</summary>
    Unknown = 4,

    /// <summary>As the other side.</summary>
    BestAvailable = 5,
}
