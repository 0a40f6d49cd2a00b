namespace RobotPolicy.Inference.Graphs;

/// <summary>What a <see cref="GraphMeter"/> knows of a graph; times are zero where it has no clock.</summary>
/// <param name="File">Name that the graph was opened under: its file in the package.</param>
/// <param name="Load">Time until its session was there; engines of a device that compiles are built in it.</param>
/// <param name="FirstRun">Duration of its first run.</param>
/// <param name="LastRun">Duration of its last run.</param>
/// <param name="Runs">Runs since it was opened.</param>
public readonly record struct MeasuredGraph(string File, TimeSpan Load, TimeSpan FirstRun, TimeSpan LastRun, long Runs);
