namespace RobotPolicy.Data.Analysis.Measures;

/// <summary>Seconds around a step of an intervention that contradicts the policy.</summary>
/// <param name="Log">Name of the recording.</param>
/// <param name="Task">Id of the task.</param>
/// <param name="StartSeconds">Its beginning, since the first tick of the recording.</param>
/// <param name="EndSeconds">Its end.</param>
/// <param name="Error">The step's mean squared difference over the joints, in units of their ranges.</param>
public sealed record ContradictingWindow(string Log, string Task, double StartSeconds, double EndSeconds, double Error);
