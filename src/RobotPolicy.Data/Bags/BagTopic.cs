using RobotPolicy.Data.Bags.Qos;

namespace RobotPolicy.Data.Bags;

/// <summary>A topic of a bag.</summary>
/// <param name="Name">With its leading slash.</param>
/// <param name="Type"><c>package/msg/Type</c>; empty if the file has none.</param>
public sealed record BagTopic(string Name, string Type)
{
    /// <summary>How its messages are encoded.</summary>
    public string SerializationFormat { get; init; } = "cdr";

    /// <summary>One per publisher; empty if the bag does not tell.</summary>
    public IReadOnlyList<BagQos> OfferedQos { get; init; } = [];

    /// <summary><c>RIHS01_…</c>; empty if the bag does not tell.</summary>
    public string TypeHash { get; init; } = "";

    /// <summary>Messages in the bag.</summary>
    public ulong MessageCount { get; init; }

    /// <summary>What <see cref="Definition"/> is: <c>ros2msg</c>, <c>ros2idl</c>; empty for nothing. Not part of <c>metadata.yaml</c>.</summary>
    public string DefinitionEncoding { get; init; } = "";

    /// <summary>The type's definition with all that it needs; empty if the bag has none. Not part of <c>metadata.yaml</c>.</summary>
    public string Definition { get; init; } = "";
}
