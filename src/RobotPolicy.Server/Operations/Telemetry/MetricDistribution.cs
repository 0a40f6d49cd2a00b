using RobotPolicy.Control.Timing;

namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>A distribution of durations that is read when somebody asks.</summary>
/// <param name="Name">Name.</param>
/// <param name="Description">What it measures.</param>
/// <param name="Histogram">Where it is recorded.</param>
public sealed record MetricDistribution(string Name, string Description, LatencyHistogram Histogram);
