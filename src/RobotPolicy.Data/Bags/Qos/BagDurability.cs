namespace RobotPolicy.Data.Bags.Qos;

/// <summary>What a late joiner gets; the numbers of <c>rmw_qos_durability_policy_t</c>.</summary>
public enum BagDurability
{
    /// <summary>What the middleware takes by default.</summary>
    SystemDefault = 0,

    /// <summary>The writer's last samples.</summary>
    TransientLocal = 1,

    /// <summary>Nothing old.</summary>
    Volatile = 2,

    /// <summary>Not known.</summary>
    Unknown = 3,

    /// <summary>As the other side.</summary>
    BestAvailable = 4,
}
