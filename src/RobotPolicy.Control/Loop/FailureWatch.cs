using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Loop;

/// <summary>
/// Stage <c>schedule</c>: what the failure monitor says about the policy, and what the task wants done about it. Control thread, except
/// <see cref="Offer"/>; allocates nothing.
/// </summary>
internal sealed class FailureWatch
{
    private FailureReaction _offered = FailureReaction.Inform;
    private FailureReaction _reaction = FailureReaction.Inform;
    private bool _isAlarming;
    private int _alarmsInRow;

    /// <summary>What is said about the newest accepted chunk of this epoch.</summary>
    public FailureReport Report { get; private set; }

    /// <summary>The newest report that alarmed; off before the first.</summary>
    public FailureReport LastAlarm { get; private set; }

    /// <summary>Whether the policy has a monitor.</summary>
    public bool HasMonitor { get; private set; }

    /// <summary>Alarms after a report of the same epoch that was none.</summary>
    public long AlarmCount { get; private set; }

    /// <summary>Accepted chunks of which the monitor could not tell anything.</summary>
    public long DegradedCount { get; private set; }

    /// <summary>Fraction of the speed limits that the policy may use: 1, or less for the rest of the epoch. Above 0.</summary>
    public double SpeedScale { get; private set; } = 1;

    /// <summary>Sets the reaction that the next <see cref="Latch"/> takes over. Any thread; the newest counts.</summary>
    public void Offer(FailureReaction reaction) => Volatile.Write(ref _offered, reaction);

    /// <summary>A task begins, or has another goal: from now on its reaction is in force.</summary>
    public void Latch() => _reaction = Volatile.Read(ref _offered);

    /// <summary>Goes over to another policy.</summary>
    public void Adopt(bool hasMonitor)
    {
        HasMonitor = hasMonitor;
        Begin(0);
    }

    /// <summary>Begins an epoch: what was said about an older one neither slows nor holds this one.</summary>
    public void Begin(long epoch)
    {
        (_isAlarming, _alarmsInRow, SpeedScale) = (false, 0, 1);
        Report = HasMonitor
            ? new FailureReport { State = FailureState.Degraded, Reason = DegradedReason.NotYetScored, Epoch = epoch }
            : default;
    }

    /// <summary>Takes in the report that came with a chunk that the executor accepted.</summary>
    /// <returns>Why the policy must be held before any action of the chunk is executed; none if it need not.</returns>
    public StopCause Take(InferenceResult answer)
    {
        if (!HasMonitor)
            return StopCause.None;
        Report = Check(answer);
        switch (Report.State)
        {
            case FailureState.Quiet:
                (_isAlarming, _alarmsInRow) = (false, 0);
                return StopCause.None;
            case FailureState.Alarm:
                AlarmCount += _isAlarming ? 0 : 1;
                (_isAlarming, LastAlarm) = (true, Report);
                return ++_alarmsInRow > _reaction.Patience ? React() : StopCause.None;
            default:
                _isAlarming = false;
                DegradedCount++;
                return _reaction.OnDegraded == DegradedResponse.Hold ? StopCause.MonitorDegraded : StopCause.None;
        }
    }

    private StopCause React()
    {
        if (_reaction.OnAlarm == AlarmResponse.SlowDown)
            SpeedScale = _reaction.SpeedScale;
        return _reaction.OnAlarm == AlarmResponse.Hold ? StopCause.FailurePredicted : StopCause.None;
    }

    /// <summary>A chunk without a report of its own is one that nobody scored, and a quiet one has a ratio that is a number, and at most 1.</summary>
    private static FailureReport Check(InferenceResult answer)
    {
        var report = answer.Failure;
        if (report.ChunkId != answer.Chunk.Id || report.State is not (FailureState.Quiet or FailureState.Alarm or FailureState.Degraded))
            return new FailureReport
            {
                State = FailureState.Degraded,
                Reason = DegradedReason.NotScored,
                ChunkId = answer.Chunk.Id,
                Epoch = answer.Chunk.Epoch,
            };
        return report.State == FailureState.Quiet && !(report.Ratio <= 1)
            ? report with { State = FailureState.Alarm, Reason = double.IsFinite(report.Ratio) ? report.Reason : DegradedReason.ScoreNotFinite }
            : report;
    }
}
