namespace RobotPolicy.Ros.CycloneDds;

/// <summary>Names of the DDS policies, by the ids that the library reports.</summary>
internal static class QosPolicyName
{
    // dds_qos_policy_id_t; the names are those that ROS 2 prints.
    private static readonly string[] Names =
    [
        "INVALID", "USERDATA", "DURABILITY", "PRESENTATION", "DEADLINE", "LATENCYBUDGET", "OWNERSHIP", "OWNERSHIPSTRENGTH",
        "LIVELINESS", "TIMEBASEDFILTER", "PARTITION", "RELIABILITY", "DESTINATIONORDER", "HISTORY", "RESOURCELIMITS", "ENTITYFACTORY",
        "WRITERDATALIFECYCLE", "READERDATALIFECYCLE", "TOPICDATA", "GROUPDATA", "TRANSPORTPRIORITY", "LIFESPAN", "DURABILITYSERVICE",
        "PROPERTY", "TYPE_CONSISTENCY_ENFORCEMENT", "DATA_REPRESENTATION",
    ];

    /// <summary>The name, <see langword="null"/> for 0. Allocates nothing for a known id.</summary>
    internal static string? Find(uint policyId) =>
        policyId == 0 ? null : policyId < Names.Length ? Names[policyId] : $"POLICY_{policyId}";
}
