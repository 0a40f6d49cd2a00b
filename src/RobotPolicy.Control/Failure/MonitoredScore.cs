using RobotPolicy.Control.Failure.Thresholds;

namespace RobotPolicy.Control.Failure;

/// <summary>A score with what a monitor holds it against.</summary>
/// <param name="Score">The score; belongs to one monitor.</param>
/// <param name="Window">Calls that are summed, or <see cref="ScoreWindow.WholeEpoch"/>.</param>
/// <param name="Constant">Threshold for epochs that begin within a task, and where none varies; null where there is none.</param>
/// <param name="TimeVarying">Threshold by call for the first epoch of a task; null where there is none.</param>
public sealed record MonitoredScore(IFailureScore Score, int Window, ConstantThreshold? Constant, TimeVaryingThreshold? TimeVarying);
