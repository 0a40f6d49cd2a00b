using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace RobotPolicy.Grpc.Server;

/// <summary>What the server logs about calls.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(EventId = 1, EventName = "HandlerFailed", Level = LogLevel.Error, Message = "The handler of {Method} threw an exception.")]
    internal static partial void HandlerFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(EventId = 2, EventName = "HandlerOutlivedCall", Level = LogLevel.Debug, Message = "The handler of {Method} ended with an exception after its call had ended.")]
    internal static partial void HandlerOutlivedCall(ILogger logger, string method, Exception exception);

    [LoggerMessage(EventId = 3, EventName = "CallRejected", Level = LogLevel.Debug, Message = "A call of {Method} ended with {Status}: {Detail}")]
    internal static partial void CallRejected(ILogger logger, string method, StatusCode status, string detail);
}
