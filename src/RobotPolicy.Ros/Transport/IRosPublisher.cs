namespace RobotPolicy.Ros.Transport;

/// <summary>Writes serialised messages to one topic. Thread-safe; a publish allocates nothing on the managed heap.</summary>
public interface IRosPublisher : IDisposable
{
    /// <summary>ROS name of the topic, such as <c>/joint_states</c>.</summary>
    string Topic { get; }

    /// <summary>Subscriptions matched now, on this and on other machines.</summary>
    int MatchedCount { get; }

    /// <summary>Publishes one message.</summary>
    /// <param name="cdr">The 4-byte encapsulation header and the CDR payload. Copied before the call returns.</param>
    PublishStatus Publish(ReadOnlySpan<byte> cdr);
}
