namespace RobotPolicy.Server.Telemetry.Otlp;

/// <summary>What the export says.</summary>
internal static partial class OtlpLog
{
    [LoggerMessage(1, LogLevel.Information, "OTLP: metrics and traces go to {Address}")]
    public static partial void Exporting(ILogger logger, string address);

    [LoggerMessage(2, LogLevel.Warning, "OTLP: {Address} takes nothing: {Reason} The robot is not concerned, and this is said once; it is tried again and again. "
        + "See that a collector listens there (4317 is gRPC, 4318 HTTP; OTEL_EXPORTER_OTLP_PROTOCOL says which where the port does not), or leave --otlp out")]
    public static partial void Unreachable(ILogger logger, string address, string reason);

    [LoggerMessage(3, LogLevel.Information, "OTLP: {Address} takes metrics and traces again")]
    public static partial void Reached(ILogger logger, string address);
}
