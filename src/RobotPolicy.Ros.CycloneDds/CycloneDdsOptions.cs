using RobotPolicy.Ros.Naming;

namespace RobotPolicy.Ros.CycloneDds;

/// <summary>Set-up of a <see cref="CycloneDdsTransport"/>, fixed while it lives.</summary>
public sealed class CycloneDdsOptions
{
    /// <summary>Highest domain id whose ports exist: 7400 + 250 · id must stay below 65536.</summary>
    public const uint MaxDomainId = 232;

    /// <summary>Environment variable with a Cyclone DDS configuration, honoured by <see cref="DiscoveryProfile.Custom"/>.</summary>
    public const string ConfigurationVariable = "CYCLONEDDS_URI";

    /// <summary>DDS domain, the <c>ROS_DOMAIN_ID</c> of the graph, 0 to <see cref="MaxDomainId"/>.</summary>
    public uint DomainId { get; set; }

    /// <summary>ROS name of the node, without a slash: letters, digits and underscores, no digit first.</summary>
    public string NodeName { get; set; } = "robot_policy";

    /// <summary>Absolute ROS namespace of the node, such as <c>/</c> or <c>/cell_1</c>.</summary>
    public string Namespace { get; set; } = "/";

    /// <summary>Which peers are found.</summary>
    public DiscoveryProfile Discovery { get; set; } = DiscoveryProfile.Lan;

    /// <summary>
    /// Configuration for <see cref="DiscoveryProfile.Custom"/>: XML, or a comma-separated list of <c>file://</c> addresses and XML. When
    /// empty, <see cref="ConfigurationVariable"/> is read instead.
    /// </summary>
    public string? CustomConfigXml { get; set; }

    /// <summary>
    /// Bytes of an endpoint's identity in <c>ros_discovery_info</c>: 16 from Iron on, 24 up to Humble. Matters only to <c>ros2 node list</c>
    /// and its like; topics work with either.
    /// </summary>
    public int GidSize { get; set; } = 16;

    /// <summary>Namespace and name, such as <c>/cell_1/robot_policy</c>.</summary>
    internal string FullNodeName => Namespace == "/" ? $"/{NodeName}" : $"{Namespace}/{NodeName}";

    /// <summary>Every error in these options; empty when they are sound.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        if (DomainId > MaxDomainId)
            errors.Add($"DomainId is {DomainId}, expected 0 to {MaxDomainId}.");
        if (string.IsNullOrEmpty(NodeName) || NodeName.Contains('/'))
            errors.Add($"NodeName is '{NodeName}', expected a name without a slash.");
        if (Namespace != "/" && !RosName.IsValid(Namespace, out var problem))
            errors.Add($"Namespace is '{Namespace}': {problem}");
        else if (!string.IsNullOrEmpty(NodeName) && !RosName.IsValid(FullNodeName, out problem))
            errors.Add($"Node '{FullNodeName}': {problem}");
        if (!Enum.IsDefined(Discovery))
            errors.Add($"Discovery is {(int)Discovery}, expected one of {string.Join(", ", Enum.GetNames<DiscoveryProfile>())}.");
        if (Discovery == DiscoveryProfile.Custom && string.IsNullOrWhiteSpace(GetCustomConfiguration()))
            errors.Add($"Discovery is Custom, but neither CustomConfigXml nor {ConfigurationVariable} is set.");
        if (Discovery != DiscoveryProfile.Custom && !string.IsNullOrWhiteSpace(CustomConfigXml))
            errors.Add($"CustomConfigXml is set, but Discovery is {Discovery}, expected Custom.");
        if (GidSize is not 16 and not 24)
            errors.Add($"GidSize is {GidSize}, expected 16 (Iron and later) or 24 (Humble and earlier).");
        return errors;
    }

    /// <summary>The user's own configuration, from the option or from the environment.</summary>
    internal string? GetCustomConfiguration() =>
        string.IsNullOrWhiteSpace(CustomConfigXml) ? Environment.GetEnvironmentVariable(ConfigurationVariable) : CustomConfigXml;
}
