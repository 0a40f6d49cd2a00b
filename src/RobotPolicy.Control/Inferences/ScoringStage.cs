using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Inferences;

/// <summary>
/// Calls a policy's failure monitor, which is foreign code: one that throws ends nothing. Used by one thread at a time, the count by any;
/// allocates nothing.
/// </summary>
internal sealed class ScoringStage(IFailureMonitor? monitor)
{
    private bool _hasBegun;
    private long _monitorFailures;
    private Exception? _thrown;

    /// <summary>Calls of the monitor that threw.</summary>
    public long MonitorFailureCount => Volatile.Read(ref _monitorFailures);

    /// <summary>What was thrown last, once: what a policy throws later must not be hidden behind it.</summary>
    public Exception? TakeException()
    {
        var thrown = _thrown;
        _thrown = null;
        return thrown;
    }

    /// <summary>Begins an epoch. A monitor that throws here judges nothing of it: its windows may be those of the epoch before.</summary>
    public void Begin(bool isTaskStart)
    {
        _hasBegun = false;
        if (monitor is null)
            return;
        try
        {
            monitor.Begin(isTaskStart);
            _hasBegun = true;
        }
        catch (Exception exception)
        {
            Count(ref _monitorFailures, exception);
        }
    }

    /// <summary>The report of an inference that came to no chunk, or to none that was judged.</summary>
    public FailureReport Unscored(in InferenceRequest request) => monitor is null ? default : new FailureReport
    {
        State = FailureState.Degraded,
        Reason = DegradedReason.NotScored,
        ChunkId = request.Id,
        Epoch = request.Epoch,
    };

    /// <summary>Judges a usable chunk.</summary>
    public FailureReport Assess(in InferenceRequest request, PolicyInsight insight, ActionChunk chunk)
    {
        var unscored = Unscored(request);
        if (monitor is null)
            return unscored;
        if (!_hasBegun)
            return unscored with { Reason = DegradedReason.ScoreThrew };
        try
        {
            var report = monitor.Assess(insight, chunk);
            return report.State == FailureState.Off ? unscored : report with { ChunkId = chunk.Id, Epoch = chunk.Epoch };
        }
        catch (Exception exception)
        {
            Count(ref _monitorFailures, exception);
            return unscored with { Reason = DegradedReason.ScoreThrew };
        }
    }

    private void Count(ref long failures, Exception exception)
    {
        Volatile.Write(ref failures, failures + 1);
        _thrown = exception;
    }
}
