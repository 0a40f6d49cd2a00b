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

    [LoggerMessage(123, LogLevel.Information, "Console at {Address}")]
    public static partial void Console(ILogger logger, string address);

    [LoggerMessage(124, LogLevel.Warning, "Console off: no port from {First} on is free; choose one with --console")]
    public static partial void NoConsole(ILogger logger, int first);

    [LoggerMessage(125, LogLevel.Warning, "Console without pages: this build has none in {Folder}; build with npm at hand")]
    public static partial void NoPages(ILogger logger, string folder);
}
