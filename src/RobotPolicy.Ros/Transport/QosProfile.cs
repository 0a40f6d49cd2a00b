namespace RobotPolicy.Ros.Transport;

/// <summary>
/// Quality of service of one endpoint, in the terms of ROS 2. The presets equal those of <c>rmw/qos_profiles.h</c>.
/// </summary>
/// <param name="Reliability">Best-effort readers match every writer; a reliable reader does not match a best-effort writer.</param>
/// <param name="Durability">Transient-local writers hand their last <paramref name="Depth"/> samples to late joiners.</param>
/// <param name="History">Keep-last holds <paramref name="Depth"/> samples, keep-all holds everything until it is acknowledged.</param>
/// <param name="Depth">Samples held by keep-last, at least 1.</param>
/// <param name="MaxBlocking">
/// Longest time for which a reliable writer may block in a publish; <see cref="Timeout.InfiniteTimeSpan"/> as rmw does.
/// A publisher that is used on the control thread takes <see cref="TimeSpan.Zero"/>.
/// </param>
public sealed record QosProfile(
    QosReliability Reliability,
    QosDurability Durability,
    QosHistory History,
    int Depth,
    TimeSpan MaxBlocking)
{
    /// <summary>Reliable, volatile, keep-last 10: what <c>rclcpp</c> uses when nothing is said.</summary>
    public static QosProfile Default { get; } =
        new(QosReliability.Reliable, QosDurability.Volatile, QosHistory.KeepLast, 10, Timeout.InfiniteTimeSpan);

    /// <summary>Best effort, volatile, keep-last 5: matches reliable and best-effort publishers alike.</summary>
    public static QosProfile SensorData { get; } =
        new(QosReliability.BestEffort, QosDurability.Volatile, QosHistory.KeepLast, 5, TimeSpan.Zero);

    /// <summary>Reliable, keep-last 1, never blocking: for commands that a control thread publishes, where only the newest counts.</summary>
    public static QosProfile Command { get; } =
        new(QosReliability.Reliable, QosDurability.Volatile, QosHistory.KeepLast, 1, TimeSpan.Zero);

    /// <summary>Reliable, transient-local, keep-last 1: "latched", for states that a late joiner must see.</summary>
    public static QosProfile Latched { get; } =
        new(QosReliability.Reliable, QosDurability.TransientLocal, QosHistory.KeepLast, 1, Timeout.InfiniteTimeSpan);
}
