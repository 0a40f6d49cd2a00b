namespace RobotPolicy.Ros.Services;

/// <summary>Receives the replies to one client's requests.</summary>
public interface IRosReplyHandler
{
    /// <summary>Called on the transport's receive thread. Must not block or throw. The reply is valid in the call only.</summary>
    void OnReply(RosReply reply);
}
