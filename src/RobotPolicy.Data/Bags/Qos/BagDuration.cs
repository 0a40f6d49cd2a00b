namespace RobotPolicy.Data.Bags.Qos;

/// <summary>A duration of a QoS profile, as <c>rmw_time_t</c> has it.</summary>
/// <param name="Seconds">Whole seconds.</param>
/// <param name="Nanoseconds">The rest.</param>
public readonly record struct BagDuration(ulong Seconds, ulong Nanoseconds)
{
    /// <summary>Never: what rosbag2 writes where nothing is asked.</summary>
    public static BagDuration Infinite { get; } = new(9223372036, 854775807);
}
