using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Failure.Rollouts;

namespace RobotPolicy.Campaigns.Failures;

/// <summary>Keeps what a policy and its monitor said in an episode. The inferring thread.</summary>
/// <param name="collector">Keeps what scores look at; <see langword="null"/> where nobody needs it.</param>
internal sealed class ReportLog(RolloutCollector? collector) : IInferenceSink
{
    private readonly List<FailureReport> _reports = [];

    /// <summary>What the monitor said, call by call.</summary>
    public IReadOnlyList<FailureReport> Reports => _reports;

    /// <inheritdoc/>
    public void OnServed(InferenceResult result, PolicyInsight insight)
    {
        if (result.Outcome != InferenceOutcome.Ok)
            return;
        _reports.Add(result.Failure);
        collector?.OnServed(result, insight);
    }
}
