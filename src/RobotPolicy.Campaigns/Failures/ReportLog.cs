using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Failure.Rollouts;

namespace RobotPolicy.Campaigns.Failures;

/// <summary>Keeps what a policy and its monitor said in an episode. The inferring thread.</summary>
/// <param name="collector">Keeps what scores look at; <see langword="null"/> where nobody needs it.</param>
internal sealed class ReportLog(RolloutCollector? collector) : IInferenceObserver
{
    private readonly List<FailureReport> _reports = [];

    /// <summary>What the monitor said, call by call.</summary>
    public IReadOnlyList<FailureReport> Reports => _reports;

    /// <inheritdoc/>
    public void Inferred(PolicyInsight insight, ActionChunk chunk, in FailureReport report, bool isTaskStart)
    {
        _reports.Add(report);
        collector?.Inferred(insight, chunk, report, isTaskStart);
    }
}
