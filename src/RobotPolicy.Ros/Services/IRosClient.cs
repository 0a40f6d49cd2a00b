using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Services;

/// <summary>One client of a ROS 2 service.</summary>
public interface IRosClient : IDisposable
{
    /// <summary>ROS name of the service.</summary>
    string Name { get; }

    /// <summary>Whether a server has been discovered with both its halves. A request before that may be lost.</summary>
    bool IsAvailable { get; }

    /// <summary>Replies dropped because their bytes are no reply. Replies to other clients are not counted.</summary>
    long MalformedCount { get; }

    /// <summary>Sends a request. Any thread; never blocks. A server that dies never answers: the caller keeps the time.</summary>
    /// <typeparam name="T">Type of the service's requests.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="sequence">Number by which the reply is known, from 1. The reply may come before this method returns.</param>
    PublishStatus Send<T>(scoped in T request, out long sequence)
        where T : IRosMessage<T>, allows ref struct;
}
