namespace RobotPolicy.Server.Hosting;

/// <summary>What the API's endpoint says at its start.</summary>
internal static partial class ApiEndpointLog
{
    [LoggerMessage(120, LogLevel.Information, "API at {Address}; callers on this machine without token or certificate: {LoopbackRole}")]
    public static partial void Listening(ILogger logger, string address, string loopbackRole);

    [LoggerMessage(121, LogLevel.Information, "API certificate, SHA-256: {Fingerprint}")]
    public static partial void Certificate(ILogger logger, string fingerprint);

    [LoggerMessage(122, LogLevel.Warning, "API off: nobody can stop the robot through it")]
    public static partial void Off(ILogger logger);
}
