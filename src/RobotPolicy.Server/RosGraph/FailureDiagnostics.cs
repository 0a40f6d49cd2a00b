using System.Globalization;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Loop;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Server.Operations.Alerts;

namespace RobotPolicy.Server.RosGraph;

/// <summary>Status of the failure monitor. Keeps the counts of the round before, so that an alarm between two rounds is told too.</summary>
internal sealed class FailureDiagnostics(DiagnosticSources sources, string prefix)
{
    private bool _hasBefore;
    private long _alarmsBefore;

    public DiagnosticStatus Describe(in LoopStatus now)
    {
        var builder = new StatusBuilder(prefix + "failure monitor", sources.HardwareId)
            .Add("state", now.Failure.State.ToString())
            .Add("alarms", now.AlarmCount)
            .Add("degraded chunks", now.MonitorDegradedCount);
        if (!now.HasMonitor)
            return builder.Build("none: the package has no monitor");
        var reading = new MonitorReading(now.Failure, sources.ReadScores());
        builder
            .Add("reason", now.Failure.Reason.ToString())
            .Add("ratio", Figure(now.Failure.Ratio))
            .Add("epoch", now.Failure.Epoch)
            .Add("call", now.Failure.Call)
            .Add("lead_s", Figure(now.Failure.LeadSeconds))
            .AddMilliseconds("scoring_ms", now.Failure.ScoringNs);
        for (var i = 0; i < reading.Count; i++)
            builder
                .Add($"{reading.NameOf(i)} windowed", Figure(reading[i].Windowed))
                .Add($"{reading.NameOf(i)} threshold", Figure(reading[i].Threshold));
        if (now.Failure.State == FailureState.Alarm)
            builder.Raise(DiagnosticLevel.Error, $"likely to fail: {FailureWords.Of(reading)}");
        else if (_hasBefore && now.AlarmCount > _alarmsBefore)
            builder.Raise(DiagnosticLevel.Error, $"{now.AlarmCount - _alarmsBefore} alarms since the last report");

        // Between the beginning of an epoch and its first chunk nothing is executed.
        if (now.Failure is { State: FailureState.Degraded, Reason: not DegradedReason.NotYetScored })
            builder.Raise(DiagnosticLevel.Warn, $"cannot tell: {FailureWords.Of(now.Failure.Reason)}");
        (_hasBefore, _alarmsBefore) = (true, now.AlarmCount);
        return builder.Build(now.Failure.State == FailureState.Quiet ? "quiet" : "waiting");
    }

    private static string Figure(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
