namespace RobotPolicy.Ros.Transport;

/// <summary>Which samples an endpoint holds.</summary>
public enum QosHistory
{
    /// <summary>The last <see cref="QosProfile.Depth"/> samples; the oldest is overwritten.</summary>
    KeepLast = 0,

    /// <summary>All samples, bounded by the transport's resource limits.</summary>
    KeepAll = 1,
}
