namespace RobotPolicy.Ros.Transport;

/// <summary>Which offered QoS satisfies which request (OMG DDS 1.4 §2.2.3; <c>rmw_dds_common/src/qos.cpp</c>).</summary>
public static class QosCompatibility
{
    /// <summary>DDS name of the reliability policy.</summary>
    public const string Reliability = "RELIABILITY";

    /// <summary>DDS name of the durability policy.</summary>
    public const string Durability = "DURABILITY";

    /// <summary>Finds what keeps a publisher and a subscription apart. History and depth never do.</summary>
    /// <param name="offered">QoS of the publisher.</param>
    /// <param name="requested">QoS of the subscription.</param>
    /// <returns>The first policy that does not fit, or <see langword="null"/> if they match.</returns>
    public static string? FindIncompatiblePolicy(QosProfile offered, QosProfile requested)
    {
        if (requested.Reliability > offered.Reliability)
            return Reliability;
        return requested.Durability > offered.Durability ? Durability : null;
    }
}
