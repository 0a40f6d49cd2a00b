namespace RobotPolicy.Campaigns.Faults;

/// <summary>One row of the campaign.</summary>
/// <param name="Name">The fault, in words.</param>
/// <param name="StatedSeconds">Time that the service's documents state for it, without the two ticks; none where nothing is held.</param>
/// <param name="RunAsync">Throws the fault at a robot that is moving, and says what happened.</param>
internal sealed record FaultCase(string Name, double? StatedSeconds, Func<FaultBench, CancellationToken, Task<FaultOutcome>> RunAsync);
