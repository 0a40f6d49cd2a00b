using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Recording;
using RobotPolicy.Data.Replay;
using RobotPolicy.Server.Operations.Policies;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.Server.Operations.Watching;

namespace RobotPolicy.Server.Operations.Logs;

/// <summary>
/// Looks back at recordings, and moves nothing. Whatever takes long has a thread of its own: one that reads rests most of the time, and one that
/// compares goes after all others, while the robot is idle. Memory does not grow with the length of a recording. Any thread.
/// </summary>
public sealed class LogDesk : IDisposable
{
    /// <summary>Recordings that are read at a time.</summary>
    public const int MaxReading = 2;

    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(50);

    private readonly LogPlaces _reading = new(MaxReading, $"{MaxReading} recordings are read already: wait until one of them is, or close the page that reads it.");
    private readonly LogPlaces _comparing = new(1, "Another recording is compared already: wait until that has ended, or close the page that does it.");
    private readonly LogOptions _options;
    private readonly IRobotLoop _loop;
    private readonly TaskBook _tasks;
    private readonly PolicyLibrary _policies;
    private readonly TimeProvider _time;
    private readonly LogSeekers _seekers;
    private readonly LogPictures _pictures = new();
    private readonly LogShelf _shelf;

    /// <summary>A desk at which nothing is read yet.</summary>
    /// <param name="options">Where recordings are.</param>
    /// <param name="loop">The loop: only while it is idle is anything compared.</param>
    /// <param name="tasks">The tasks, likewise.</param>
    /// <param name="policies">Packages by name.</param>
    /// <param name="recorder">Records this run; nobody where it is <see langword="null"/>.</param>
    /// <param name="time">Clock.</param>
    public LogDesk(LogOptions options, IRobotLoop loop, TaskBook tasks, PolicyLibrary policies, Recorder? recorder, TimeProvider time)
    {
        (_options, _loop, _tasks, _policies, _time) = (options, loop, tasks, policies, time);
        _shelf = new LogShelf(options.Folders, () => recorder?.Status);
        _seekers = new LogSeekers(time);
    }

    /// <summary>Recordings, newest first.</summary>
    /// <param name="size">Recordings wanted; 0 for the default.</param>
    /// <param name="token">From the page before, or empty.</param>
    /// <exception cref="OperationException">The size is out of range.</exception>
    public Page<LogShown> List(int size, string token) => _shelf.List(size, token);

    /// <summary>Reads a recording from end to end.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="bins">Most bins of each curve.</param>
    /// <param name="progress">Told how far it is; on any thread.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="OperationException">There is none, it cannot be read, or too many are read already.</exception>
    public async Task<LogTimeline> ReadAsync(string name, int bins, Action<LogStep> progress, CancellationToken cancel)
    {
        var log = Find(name);
        using var place = _reading.Enter();
        progress(LogStep.Begun);
        return await RunAsync("log-read", null, log, done =>
        {
            var reading = LogReading.Read(log.Path, bins, share => done.Set(LogStep.Begun.Doing, share), cancel, new LogPace().Breathe);
            return LogTimeline.Of(log, reading.Facts, reading.Clock, reading.Duration, reading.Trace, log.IsOpen ? reading.Problems : reading.Warnings.Concat(reading.Problems), null);
        }, progress).ConfigureAwait(false);
    }

    /// <summary>Replays a recording and keeps both sides, while the robot is idle.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="policy">The package that is replayed; empty for the recorded ones.</param>
    /// <param name="bins">Most bins of each curve.</param>
    /// <param name="progress">Told how far it is; on any thread.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="OperationException">
    /// There is no such recording or package, it cannot be read, the robot is or becomes busy, or another one is compared.
    /// </exception>
    public async Task<LogTimeline> CompareAsync(string name, string policy, int bins, Action<LogStep> progress, CancellationToken cancel)
    {
        var log = Find(name);
        var folder = policy.Length == 0 ? null : _policies.FolderOf(policy) ?? throw OperationException.NotFound("policy", policy);
        if (_options.OpenPolicies is null)
            throw OperationException.Unavailable("This service runs no packages: it has nothing to compare with.");
        if (IsBusy(out var status))
            throw OperationException.Precondition(status.Cause, "", status.Mode, "The robot is busy: a recording is compared only while no task runs and nobody is in command. Stop the task, or wait for its end.");
        using var place = _comparing.Enter();
        progress(LogStep.Begun);
        using var busy = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, busy.Token);
        var look = _time.CreateTimer(_ => CancelIfBusy(busy), null, LookPeriod, LookPeriod);
        await using var looking = look.ConfigureAwait(false);
        try
        {
            return await RunAsync("log-compare", _options.EnterComparing, log, done =>
            {
                CancelIfBusy(busy);
                return new LogComparer(_options, _policies.FolderOf, done).Run(log, folder, bins, either.Token);
            }, progress).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (busy.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw OperationException.Aborted("The comparison was given up, since a task has begun or a human has taken over: ask again when the robot is idle.");
        }
    }

    /// <summary>A picture of a recording.</summary>
    /// <exception cref="OperationException">There is none, it cannot be read, or too many wait for one.</exception>
    public Task<LogPicture> GetPictureAsync(string name, LogPictureOrder order, CancellationToken cancel) =>
        SeekAsync(name, order.Seconds, log => _pictures.Find(log, order), cancel);

    /// <summary>One tick of a recording, with the recording's facts and times, and the names of its monitor's scores where they are known.</summary>
    /// <exception cref="OperationException">There is none, it cannot be read, or too many wait for one.</exception>
    public Task<(LogMoment Moment, LogFacts Facts, LogClock Clock, IReadOnlyList<string> Scores)> GetMomentAsync(string name, double seconds, CancellationToken cancel) =>
        SeekAsync(name, seconds, log => LogMoment.Find(log, seconds) is { } moment
            ? (moment, log.Facts, log.Clock, _policies.ScoresOf(moment.Policy))
            : throw OperationException.NotFound($"tick in the {LogMoment.Reach.TotalSeconds:F0} s before that moment of recording", name), cancel);

    /// <summary>Says afterwards how a task of a recording came out.</summary>
    /// <param name="name">Name of the recording.</param>
    /// <param name="taskId">Id of the task.</param>
    /// <param name="outcome">One of <see cref="LogLabels.Outcomes"/>.</param>
    /// <param name="comment">A remark; empty for none.</param>
    /// <param name="cancel">Gives up counting; what was said stays.</param>
    /// <returns>The task with its label, and the recording's times.</returns>
    /// <exception cref="OperationException">There is no such recording or task, or nothing can be written there.</exception>
    public async Task<(LogTask Task, LogClock Clock)> LabelAsync(string name, string taskId, string outcome, string comment, CancellationToken cancel)
    {
        var log = Find(name);
        using var place = _reading.Enter();
        return await RunAsync("log-label", null, log, _ =>
        {
            var overview = LogOverview.Read(log.Path);
            var label = overview.Label(taskId, outcome, comment, _time.GetUtcNow()) ?? throw OperationException.NotFound($"task in recording '{name}' named", taskId);
            var span = overview.Tasks.First(task => task.Id == taskId);
            var reading = LogReading.Read(log.Path, bins: 2, null, cancel, new LogPace().Breathe, (span.StartNs, span.EndNs ?? long.MaxValue));
            var (takeovers, holds, alarms) = reading.Trace.CountsOf(taskId);
            return (new LogTask(span, span.EndNs ?? Math.Max(span.StartNs, reading.Trace.EndNs), label, takeovers, holds, alarms), reading.Clock);
        }, _ => { }).ConfigureAwait(false);
    }

    /// <summary>Closes what is open. Nobody looks back any more.</summary>
    public void Dispose()
    {
        _seekers.Dispose();
        _pictures.Dispose();
    }

    private LogFound Find(string name) => !_shelf.IsEmpty
        ? _shelf.Find(name)
        : throw LogErrors.Refuse(_loop.ReadStatus().Mode, "There are no recordings: start the service with --record DIR, or with --logs DIR to look back at earlier ones.");

    private Task<T> SeekAsync<T>(string name, double seconds, Func<LogSeeker, T> seek, CancellationToken cancel)
    {
        var log = Find(name);
        var mode = _loop.ReadStatus().Mode;
        return _seekers.UseAsync(log, seconds, seek, mode, cancel);
    }

    private Task<T> RunAsync<T>(string thread, Action? enter, LogFound log, Func<LogProgress, T> work, Action<LogStep> progress) =>
        LogThread.RunAsync(thread, enter, done => LogErrors.Guard(log, _loop.ReadStatus().Mode, () => work(done)), progress, _time);

    private bool IsBusy(out LoopStatus status)
    {
        status = _loop.ReadStatus();
        return status.Mode != ControlMode.Idle || _tasks.Current is not null;
    }

    private void CancelIfBusy(CancellationTokenSource busy)
    {
        if (!IsBusy(out _))
            return;
        try
        {
            busy.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The comparison has just ended.
        }
    }
}
