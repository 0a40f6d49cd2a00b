namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>A figure that is read when somebody asks.</summary>
/// <param name="Name">Name.</param>
/// <param name="Description">What it counts.</param>
/// <param name="Instrument">The metric that it is exported as.</param>
/// <param name="Read">Reads it; any thread. NaN where there is nothing to tell at the moment.</param>
public sealed record MetricCounter(string Name, string Description, MetricInstrument Instrument, Func<double> Read);
