using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Data.Bags.Qos;

/// <summary>Offered QoS of one publisher with all that a bag says of it.</summary>
public sealed record BagQos
{
    /// <summary>Which samples it holds.</summary>
    public BagHistory History { get; init; } = BagHistory.KeepLast;

    /// <summary>Samples held by keep-last; 0 where it is not known.</summary>
    public ulong Depth { get; init; } = 10;

    /// <summary>Whether lost samples are sent again.</summary>
    public BagReliability Reliability { get; init; } = BagReliability.Reliable;

    /// <summary>What a late joiner gets.</summary>
    public BagDurability Durability { get; init; } = BagDurability.Volatile;

    /// <summary>Longest time between samples.</summary>
    public BagDuration Deadline { get; init; } = BagDuration.Infinite;

    /// <summary>Age at which samples are dropped.</summary>
    public BagDuration Lifespan { get; init; } = BagDuration.Infinite;

    /// <summary>How the publisher shows that it lives.</summary>
    public BagLiveliness Liveliness { get; init; } = BagLiveliness.Automatic;

    /// <summary>Silence after which it counts as dead.</summary>
    public BagDuration LivelinessLeaseDuration { get; init; } = BagDuration.Infinite;

    /// <summary>Whether the topic's DDS name is the ROS name itself.</summary>
    public bool AvoidRosNamespaceConventions { get; init; }

    /// <summary>The QoS of an endpoint of this system.</summary>
    public static BagQos Of(QosProfile profile) => new()
    {
        History = profile.History == QosHistory.KeepAll ? BagHistory.KeepAll : BagHistory.KeepLast,
        Depth = (ulong)profile.Depth,
        Reliability = profile.Reliability == QosReliability.Reliable ? BagReliability.Reliable : BagReliability.BestEffort,
        Durability = profile.Durability == QosDurability.TransientLocal ? BagDurability.TransientLocal : BagDurability.Volatile,
    };

    /// <summary>A QoS to publish with that subscriptions of the recorded publisher match; what is not known is as ROS 2 has it by default.</summary>
    public QosProfile ToProfile() => QosProfile.Default with
    {
        History = History == BagHistory.KeepAll ? QosHistory.KeepAll : QosHistory.KeepLast,
        Depth = Depth == 0 ? QosProfile.Default.Depth : (int)Math.Min(Depth, int.MaxValue),
        Reliability = Reliability == BagReliability.BestEffort ? QosReliability.BestEffort : QosReliability.Reliable,
        Durability = Durability == BagDurability.TransientLocal ? QosDurability.TransientLocal : QosDurability.Volatile,
    };
}
