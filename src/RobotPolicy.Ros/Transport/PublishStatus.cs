namespace RobotPolicy.Ros.Transport;

/// <summary>Outcome of one publish, as a value: a publisher may stand on the control thread, where nothing throws.</summary>
public enum PublishStatus
{
    /// <summary>Handed to the transport.</summary>
    Sent = 0,

    /// <summary>A reliable writer could not take the sample within <see cref="QosProfile.MaxBlocking"/>; the sample is gone.</summary>
    TimedOut,

    /// <summary>The transport refused the sample; the transport's log has the reason.</summary>
    Failed,

    /// <summary>The publisher or its transport is disposed.</summary>
    Disposed,
}
