namespace RobotPolicy.Control.Execution;

/// <summary>How long the next inference will take, judged by the last ones.</summary>
/// <param name="TypicalNs">Median from request to chunk, in nanoseconds: when a chunk asked for now is expected.</param>
/// <param name="WorstNs">Maximum from request to chunk, in nanoseconds: when it must be asked for so that no gap opens.</param>
/// <param name="DelayNs">
/// How much of the next chunk will be over when it takes over, in nanoseconds: the maximum of takeover − observation, with the time
/// that commands take to have their effect.
/// </param>
public readonly record struct LatencyForecast(long TypicalNs, long WorstNs, long DelayNs = 0);
