namespace RobotPolicy.Data.Analysis.Measures;

/// <summary>A moment that the policy saw much like another one.</summary>
/// <param name="Log">Name of the recording.</param>
/// <param name="Task">Id of the task; empty where none ran.</param>
/// <param name="Seconds">When it was observed, since the first tick of the recording.</param>
/// <param name="TaskSeconds">When, since the task began; NaN where none ran.</param>
/// <param name="Cosine">Cosine of the policy's two encodings: 1 is the same direction.</param>
public sealed record SimilarMoment(string Log, string Task, double Seconds, double TaskSeconds, double Cosine);
