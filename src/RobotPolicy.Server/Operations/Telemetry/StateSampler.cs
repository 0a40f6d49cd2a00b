using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Alerts;

namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>
/// Reads the loop's snapshot once per control period, however many consumers there are, and hands the sample to those that want one.
/// The control thread writes that snapshot anyway and never learns who looks.
/// </summary>
public sealed class StateSampler : IDisposable
{
    /// <summary>Most consumers at a time.</summary>
    public const int Limit = 256;

    private readonly IRobotLoop _loop;
    private readonly Func<string> _taskId;
    private readonly Func<IReadOnlyList<string>> _scores;
    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _wanted = new(0, 1);
    private readonly LoopSnapshot _snapshot;
    private StateSubscription[] _subscriptions = [];

    /// <summary>Prepares sampling.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="taskId">Id of the task that is not over, or empty; any thread.</param>
    /// <param name="scores">Names of the scores of the active policy's failure monitor; any thread.</param>
    /// <param name="time">Pace, and time of day.</param>
    public StateSampler(IRobotLoop loop, Func<string> taskId, Func<IReadOnlyList<string>> scores, TimeProvider time)
    {
        (_loop, _taskId, _scores, _time) = (loop, taskId, scores, time);
        _period = TimeSpan.FromSeconds(1 / loop.RateHz);
        _snapshot = loop.CreateSnapshot();
    }

    /// <summary>Samples read so far.</summary>
    public long SampleCount { get; private set; }

    /// <summary>Consumers now.</summary>
    public int SubscriptionCount => Volatile.Read(ref _subscriptions).Length;

    /// <summary>The robot now. Any thread.</summary>
    public RobotSample Read()
    {
        var snapshot = _loop.CreateSnapshot();
        _loop.ReadSnapshot(snapshot);
        return Copy(snapshot);
    }

    /// <summary>Begins to consume.</summary>
    /// <param name="rateHz">States a second; at most the control rate.</param>
    /// <exception cref="OperationException">Too many consume already.</exception>
    public StateSubscription Subscribe(double rateHz)
    {
        var subscription = new StateSubscription(Math.Min(rateHz, _loop.RateHz), (long)_period.TotalNanoseconds, Remove);
        lock (_gate)
        {
            if (_subscriptions.Length >= Limit)
                throw OperationException.Exhausted($"{Limit} clients stream states already.");
            _subscriptions = [.. _subscriptions, subscription];
            if (_subscriptions.Length == 1 && _wanted.CurrentCount == 0)
                _wanted.Release();
        }

        return subscription;
    }

    /// <summary>Samples while somebody consumes, until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await _wanted.WaitAsync(stop).ConfigureAwait(false);
                using var timer = new PeriodicTimer(_period, _time);
                do
                    Sample();
                while (Volatile.Read(ref _subscriptions).Length > 0 && await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The way out.
        }
    }

    /// <summary>Reads once, for everybody. One thread at a time.</summary>
    public void Sample()
    {
        var nowNs = _loop.Clock.NowNs;
        RobotSample? sample = null;
        foreach (var subscription in Volatile.Read(ref _subscriptions))
        {
            if (!subscription.IsDue(nowNs))
                continue;
            if (sample is null)
            {
                _loop.ReadSnapshot(_snapshot);
                sample = Copy(_snapshot);
                SampleCount++;
            }

            subscription.Offer(sample);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _wanted.Dispose();

    private RobotSample Copy(LoopSnapshot snapshot)
    {
        var status = snapshot.Status;
        var age = TimeSpan.FromTicks((_loop.Clock.NowNs - status.TimeNs) / 100);
        return new RobotSample(
            _time.GetUtcNow() - age,
            status,
            status.TickIndex > 0 && status.JointStateAgeNs >= 0 ? [.. snapshot.Positions] : [],
            status.SentCount + status.UnsentCount > 0 ? [.. snapshot.Command] : [],
            status.Mode == ControlMode.Human && status.HasTarget ? [.. snapshot.Target] : [],
            [.. snapshot.CameraAgesNs],
            _taskId())
        {
            Failure = status.HasMonitor ? new MonitorReading(status.Failure, _scores()) : null,
        };
    }

    private void Remove(StateSubscription subscription)
    {
        lock (_gate)
            _subscriptions = [.. _subscriptions.Where(other => other != subscription)];
    }
}
