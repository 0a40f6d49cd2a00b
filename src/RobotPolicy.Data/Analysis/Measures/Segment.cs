namespace RobotPolicy.Data.Analysis.Measures;

/// <summary>A stretch of a task that teaches nothing.</summary>
/// <param name="Log">Name of the recording.</param>
/// <param name="Task">Id of the task.</param>
/// <param name="Kind">What is the matter with it.</param>
/// <param name="StartSeconds">Its beginning, since the first tick of the recording.</param>
/// <param name="EndSeconds">Its end.</param>
public sealed record Segment(string Log, string Task, SegmentKind Kind, double StartSeconds, double EndSeconds);
