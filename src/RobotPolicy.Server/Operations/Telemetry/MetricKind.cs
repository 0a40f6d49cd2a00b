namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>How a figure develops.</summary>
public enum MetricKind
{
    /// <summary>It only grows, from 0 at the service's start.</summary>
    Counter = 0,

    /// <summary>It goes up and down.</summary>
    Gauge,
}
