namespace RobotPolicy.Control.Execution;

/// <summary>How long the next inference will take from request to chunk, judged by the last ones.</summary>
/// <param name="TypicalNs">Median, in nanoseconds: when a chunk asked for now is expected.</param>
/// <param name="WorstNs">Maximum, in nanoseconds: when it must be asked for so that no gap opens.</param>
public readonly record struct LatencyForecast(long TypicalNs, long WorstNs);
