namespace RobotPolicy.Data.Bags.Qos;

/// <summary>Which samples an endpoint holds; the numbers of <c>rmw_qos_history_policy_t</c>.</summary>
public enum BagHistory
{
    /// <summary>What the middleware takes by default.</summary>
    SystemDefault = 0,

    /// <summary>The last samples.</summary>
    KeepLast = 1,

    /// <summary>All.</summary>
    KeepAll = 2,

    /// <summary>Discovery does not tell it: what a recorder sees of most publishers.</summary>
    Unknown = 3,
}
