namespace RobotPolicy.Server.OperatorConsole;

/// <summary>On every connection that came to the console's port: the API's port serves no pages, and the console's no gRPC.</summary>
internal sealed class ConsoleConnection
{
    /// <summary>The mark.</summary>
    public static readonly ConsoleConnection Mark = new();
}
