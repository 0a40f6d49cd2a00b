using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Services;

/// <summary>One ROS 2 service that this node offers. Disposing it ends the calls to its handler.</summary>
public interface IRosService : IDisposable
{
    /// <summary>ROS name, such as <c>/robot_policy/stop</c>.</summary>
    string Name { get; }

    /// <summary>Clients matched now.</summary>
    int ClientCount { get; }

    /// <summary>Requests handed to the handler so far.</summary>
    long RequestCount { get; }

    /// <summary>Requests dropped so far because their bytes are no request.</summary>
    long MalformedCount { get; }

    /// <summary>Replies that could not be handed to the transport, or found no room while their client was being discovered.</summary>
    long LostReplyCount { get; }

    /// <summary>Answers a request. Any thread, once per request; copies the response before it returns, and never blocks.</summary>
    /// <remarks>
    /// A client whose receiving half has not been discovered yet would miss its reply: the reply is then kept and sent as soon as that
    /// half is there, at the latest after <see cref="RosServiceServer.MaxReplyDelay"/>, and counts as sent.
    /// </remarks>
    /// <typeparam name="T">Type of the service's responses.</typeparam>
    /// <param name="id">The request's.</param>
    /// <param name="response">The response.</param>
    PublishStatus Reply<T>(RosRequestId id, scoped in T response)
        where T : IRosMessage<T>, allows ref struct;
}
