using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Failure;

/// <summary>Judges every inference of a policy. The inferring thread; allocates nothing, and does not throw.</summary>
public interface IFailureMonitor
{
    /// <summary>Names of the scores, in the order of <see cref="FailureReport.Readings"/>; at most <see cref="ScoreReadings.MaxCount"/>.</summary>
    IReadOnlyList<string> Scores { get; }

    /// <summary>Begins an epoch: windows, carried states and the number of the call start over.</summary>
    /// <param name="isTaskStart">
    /// Whether it is the first of a task. Thresholds that vary with the call hold only there: after a hold or a hand-back the policy
    /// begins anywhere in its task, where the constant ones are used.
    /// </param>
    void Begin(bool isTaskStart);

    /// <summary>Judges the inference that has just filled the chunk.</summary>
    FailureReport Assess(PolicyInsight insight, ActionChunk chunk);
}
