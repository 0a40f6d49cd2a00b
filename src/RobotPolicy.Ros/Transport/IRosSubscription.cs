namespace RobotPolicy.Ros.Transport;

/// <summary>One subscription. Disposing it ends the calls to its handler: none starts after <see cref="IDisposable.Dispose"/> returned.</summary>
public interface IRosSubscription : IDisposable
{
    /// <summary>ROS name of the topic.</summary>
    string Topic { get; }

    /// <summary>Publishers matched now. Zero on a live robot usually means a wrong discovery profile, which fails silently.</summary>
    int MatchedCount { get; }

    /// <summary>Samples handed to the handler so far.</summary>
    long ReceivedCount { get; }
}
