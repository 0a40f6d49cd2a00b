namespace RobotPolicy.IntegrationTests.Telemetry;

/// <summary>A metric as it arrived last.</summary>
/// <param name="Unit">Its unit.</param>
/// <param name="Kind">gauge, counter or histogram.</param>
/// <param name="Value">Sum of its points' values; of a histogram the count of what it holds.</param>
internal sealed record ReceivedMetric(string Unit, string Kind, double Value);
