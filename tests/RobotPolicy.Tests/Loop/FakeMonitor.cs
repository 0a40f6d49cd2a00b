using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Loop;

/// <summary>A failure monitor that says what it is told, and who sees every answer; both fail as told.</summary>
internal sealed class FakeMonitor : IFailureMonitor, IInferenceSink
{
    public IReadOnlyList<string> Scores { get; } = ["fake"];

    public FailureState State { get; set; } = FailureState.Quiet;

    public DegradedReason Reason { get; set; }

    public double Ratio { get; set; } = 0.5;

    public Exception? BeginThrows { get; set; }

    public Exception? Throws { get; set; }

    public Exception? SinkThrows { get; set; }

    /// <summary>What each epoch was begun with.</summary>
    public List<bool> Begins { get; } = new(4096);

    public int Call { get; private set; }

    public long ObservedCount { get; private set; }

    public FailureReport Observed { get; private set; }

    public bool ObservedTaskStart { get; private set; }

    /// <summary>What every chunk was said to be, by its id; kept where somebody asks for it.</summary>
    public Dictionary<long, FailureReport>? Said { get; init; }

    public void Begin(bool isTaskStart)
    {
        Begins.Add(isTaskStart);
        Call = 0;
        if (BeginThrows is not null)
            throw BeginThrows;
    }

    public FailureReport Assess(PolicyInsight insight, ActionChunk chunk)
    {
        if (Throws is not null)
            throw Throws;
        var report = new FailureReport { State = State, Reason = Reason, Ratio = Ratio, Call = Call++ };
        if (Said is not null)
            Said[chunk.Id] = report;
        return report;
    }

    public void OnServed(InferenceResult result, PolicyInsight insight)
    {
        if (result.Outcome != InferenceOutcome.Ok)
            return;
        if (SinkThrows is not null)
            throw SinkThrows;
        ObservedCount++;
        (Observed, ObservedTaskStart) = (result.Failure, result.Request.IsTaskStart);
    }
}
