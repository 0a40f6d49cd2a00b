namespace RobotPolicy.Ros.Services;

/// <summary>Receives the requests of one service.</summary>
public interface IRosRequestHandler
{
    /// <summary>
    /// Called on the transport's receive thread, one request at a time per service. Must not block or throw: an exception is counted
    /// by the transport and the request stays unanswered. Answer with <see cref="IRosService.Reply"/> in the call, or later from any
    /// thread with the request's <see cref="RosRequest.Id"/>. The request itself is valid in the call only.
    /// </summary>
    void OnRequest(RosRequest request);
}
