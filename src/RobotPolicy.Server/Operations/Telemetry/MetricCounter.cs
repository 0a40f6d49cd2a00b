namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>A figure that is read when somebody asks.</summary>
/// <param name="Name">Name.</param>
/// <param name="Description">What it counts.</param>
/// <param name="Read">Reads it; any thread.</param>
public sealed record MetricCounter(string Name, string Description, Func<double> Read);
