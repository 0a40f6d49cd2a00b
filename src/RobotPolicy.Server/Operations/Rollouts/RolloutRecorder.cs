using System.Threading.Channels;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Failure.Rollouts;
using RobotPolicy.Server.Operations.Alerts;
using RobotPolicy.Server.Operations.Tasks;

namespace RobotPolicy.Server.Operations.Rollouts;

/// <summary>
/// Keeps a rollout of every task that comes to its end while the service runs. The books' thread takes the calls out of memory when a
/// task is over; a task of the thread pool writes them. A verdict on the last task also changes the file that is there already.
/// </summary>
/// <param name="shelf">Where they go.</param>
/// <param name="tasks">The tasks.</param>
/// <param name="sourceOf">Where the calls of a loaded package are kept.</param>
/// <param name="alerts">Told while rollouts are lost.</param>
/// <param name="logger">Log.</param>
public sealed class RolloutRecorder(
    RolloutShelf shelf, TaskBook tasks, Func<string, RolloutSource?> sourceOf, AlertBook alerts, ILogger<RolloutRecorder> logger) : ILoopObserver
{
    /// <summary>Rollouts and outcomes that may wait for the disk; a further one is lost, and counted.</summary>
    public const int Capacity = 4;

    /// <summary>Source of its alert.</summary>
    public const string Source = "recorder";

    private const string Key = "rollouts";

    private readonly Channel<RolloutJob> _jobs = Channel.CreateBounded<RolloutJob>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly Lock _gate = new();
    private string? _running;
    private RolloutSource? _source;
    private string? _last;
    private RolloutOutcome _lastOutcome;
    private bool _isLosing;
    private long _written;
    private long _lost;

    /// <summary>Rollouts that were written.</summary>
    public long WrittenCount => Interlocked.Read(ref _written);

    /// <summary>Rollouts and outcomes that were not.</summary>
    public long LostCount => Interlocked.Read(ref _lost);

    /// <inheritdoc/>
    public void Observe(in LoopStatus now)
    {
        var current = tasks.Current;
        if (current?.Id != _running)
        {
            if (_running is not null)
                _last = null;
            if (_running is not null && _source is not null)
                Finish(tasks.Get(_running), _source);
            (_running, _source) = (current?.Id, current is null ? null : sourceOf(current.Policy));
        }

        if (_last is not null && OutcomeOf(tasks.Get(_last)) is var outcome && outcome != _lastOutcome)
        {
            _lastOutcome = outcome;
            Post(new RolloutJob(_last, outcome, null));
        }
    }

    /// <summary>Writes until it is stopped, and then what still waits.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var end = stop.Register(() => _jobs.Writer.TryComplete());
        await foreach (var job in _jobs.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            Do(job);
    }

    /// <summary>How a task came out: as the last verdict says, else as the success that ended it, else nobody can tell.</summary>
    internal static RolloutOutcome OutcomeOf(RobotTask task) => task switch
    {
        { Verdict.Kind: VerdictKind.Success } => RolloutOutcome.Success,
        { Verdict.Kind: VerdictKind.Failure } => RolloutOutcome.Failure,
        { Verdict: null, State: RobotTaskState.Ended, Cause: StopCause.TaskSucceeded } => RolloutOutcome.Success,
        _ => RolloutOutcome.Unsure,
    };

    private void Finish(RobotTask task, RolloutSource source)
    {
        var outcome = OutcomeOf(task);
        var rollout = source.Collector.Take(new RolloutInfo
        {
            Outcome = outcome,
            Package = source.Package,
            PackageHash = source.PackageHash,
            IsInterrupted = task.Holds > 0 || task.Takeovers > 0 || task.Attempt > 1 || task.Step > 1,
            Remark = $"task {task.Id}",
        });
        if (rollout is null)
            return;
        (_last, _lastOutcome) = (task.Id, outcome);
        Post(new RolloutJob(task.Id, outcome, rollout));
    }

    private void Post(RolloutJob job)
    {
        if (!_jobs.Writer.TryWrite(job))
            Lose("the disk is slower than tasks end");
    }

    private void Do(RolloutJob job)
    {
        try
        {
            if (job.Rollout is null)
            {
                shelf.Label(job.TaskId, job.Outcome);
                return;
            }

            shelf.Write(job.Rollout, job.TaskId);
            Interlocked.Increment(ref _written);
            KeepAgain();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Lose(exception.Message);
        }
    }

    private void Lose(string reason)
    {
        Interlocked.Increment(ref _lost);
        lock (_gate)
        {
            if (_isLosing)
                return;
            _isLosing = true;
            Log.RolloutLost(logger, reason);
            alerts.Raise(new AlertNote { Key = Key, Source = Source, Severity = AlertSeverity.Warning, Text = $"Rollouts are not kept: {reason}" });
        }
    }

    private void KeepAgain()
    {
        lock (_gate)
        {
            if (!_isLosing)
                return;
            _isLosing = false;
            Log.RolloutsKeptAgain(logger);
            alerts.Resolve(Source, Key);
        }
    }
}
