using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Alerts;

namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>
/// Reads the loop's snapshot when a consumer is due, once for all that are, and hands them the sample. Consumers of one rate are due together.
/// The control thread writes that snapshot anyway and never learns who looks.
/// </summary>
public sealed class StateSampler : IDisposable
{
    /// <summary>Most consumers at a time.</summary>
    public const int Limit = 256;

    /// <summary>Name of the thread.</summary>
    public const string ThreadName = "states";

    private readonly IRobotLoop _loop;
    private readonly Func<string> _taskId;
    private readonly Func<IReadOnlyList<string>> _scores;
    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wanted = new(false);
    private readonly LoopSnapshot _snapshot;
    private StateSubscription[] _subscriptions = [];

    /// <summary>Prepares sampling.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="taskId">Id of the task that is not over, or empty; any thread.</param>
    /// <param name="scores">Names of the scores of the active policy's failure monitor; any thread.</param>
    /// <param name="time">Time of day.</param>
    public StateSampler(IRobotLoop loop, Func<string> taskId, Func<IReadOnlyList<string>> scores, TimeProvider time)
    {
        (_loop, _taskId, _scores, _time) = (loop, taskId, scores, time);
        _period = TimeSpan.FromSeconds(1 / loop.RateHz);
        _snapshot = loop.CreateSnapshot();
    }

    /// <summary>Samples read so far.</summary>
    public long SampleCount { get; private set; }

    /// <summary>Consumers now.</summary>
    internal int SubscriptionCount => Volatile.Read(ref _subscriptions).Length;

    /// <summary>Samples that consumers of now were too slow for.</summary>
    internal long LostCount => Volatile.Read(ref _subscriptions).Sum(subscription => (long)subscription.LostCount);

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
        }

        _wanted.Set();
        return subscription;
    }

    /// <summary>Samples while somebody consumes, until it is stopped, on a thread of its own.</summary>
    public Task RunAsync(CancellationToken stop) =>
        Task.Factory.StartNew(() => Serve(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Reads once, for everybody who is due. One thread at a time.</summary>
    /// <returns>Time until somebody is due again; infinite where nobody consumes.</returns>
    public TimeSpan Sample()
    {
        var nowNs = _loop.Clock.NowNs;
        RobotSample? sample = null;
        var nextNs = long.MaxValue;
        foreach (var subscription in Volatile.Read(ref _subscriptions))
        {
            var isDue = subscription.IsDue(nowNs);
            nextNs = Math.Min(nextNs, subscription.DueNs);
            if (!isDue)
                continue;
            if (sample is null)
            {
                _loop.ReadSnapshot(_snapshot);
                sample = Copy(_snapshot);
                SampleCount++;
            }

            subscription.Offer(sample);
        }

        return nextNs == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Max(1, Math.Round((nextNs - nowNs) / 1e6)));
    }

    // A timer would wake two threads for each sample, its own and one of the pool, and at the control rate whatever is wanted.
    private void Serve(CancellationToken stop)
    {
        Thread.CurrentThread.Name = ThreadName;
        WaitHandle[] handles = [_wanted, stop.WaitHandle];
        var wait = Timeout.InfiniteTimeSpan;
        while (WaitHandle.WaitAny(handles, wait) != 1)
            wait = Sample();
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
