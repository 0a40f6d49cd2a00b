using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Watching;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>
/// The tasks as they stand: the one that is not over, the last thousand, and who watches. What the rooms of the task book share; they
/// change it under <see cref="Gate"/>. Any thread.
/// </summary>
internal sealed class TaskLedger(IRobotLoop loop, ILogger logger)
{
    private const int WatcherCapacity = 16;
    private const long ProgressPeriodNs = 500_000_000;

    private readonly List<RobotTask> _over = [];
    private readonly Watchers<RobotTask> _watchers = new(WatcherCapacity);

    /// <summary>Guards this, and every entry.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The task that is not over, or <see langword="null"/>. Needs the lock.</summary>
    public TaskEntry? Current { get; set; }

    /// <summary>Whether a task is being started. Needs the lock.</summary>
    public bool IsStarting { get; set; }

    /// <summary>A task.</summary>
    /// <exception cref="OperationException">There is none, or it is too long ago.</exception>
    public RobotTask Get(string id)
    {
        lock (Gate)
            return Current?.Shown.Id == id ? Current.Shown
                : _over.FindLast(task => task.Id == id) ?? throw OperationException.NotFound("task", id);
    }

    /// <summary>A task that is not over.</summary>
    /// <exception cref="OperationException">There is none of that id, or it is over.</exception>
    public RobotTask GetLive(string id)
    {
        var task = Get(id);
        if (!task.IsOver)
            return task;
        var status = loop.ReadStatus();
        throw OperationException.Precondition(task.Cause, task.Culprit, status.Mode, $"Task '{id}' is over; start another.");
    }

    /// <summary>The entry of a task that is not over.</summary>
    /// <exception cref="OperationException">There is no such task, or it is over.</exception>
    public TaskEntry GetEntry(string id)
    {
        lock (Gate)
            return !Get(id).IsOver && Current is { } current && current.Shown.Id == id
                ? current
                : throw OperationException.Aborted($"Task '{id}' is over.");
    }

    /// <summary>Tasks, newest first.</summary>
    public Page<RobotTask> List(int pageSize, string pageToken)
    {
        lock (Gate)
        {
            IEnumerable<RobotTask> current = Current is null ? [] : [Current.Shown];
            return Page.Cut(current.Concat(_over.AsEnumerable().Reverse()), task => task.Number, pageSize, pageToken);
        }
    }

    /// <summary>The task now, and every change until it is over.</summary>
    /// <exception cref="OperationException">There is none.</exception>
    public Watched<RobotTask> Watch(string id)
    {
        lock (Gate)
        {
            var watcher = _watchers.Add(task => task.Id == id);
            try
            {
                var task = Get(id);
                if (task.IsOver)
                    watcher.Complete();
                return new Watched<RobotTask>([task], watcher);
            }
            catch (OperationException)
            {
                watcher.Dispose();
                throw;
            }
        }
    }

    /// <summary>Throws while another task is not over or being started. Needs the lock.</summary>
    public void ThrowIfBusy_NeedsLock()
    {
        if (Current is null && !IsStarting)
            return;
        var status = loop.ReadStatus();
        throw loop.Refuse(
            status.Cause, status, Current is null ? "Another task is being started." : $"Task '{Current.Shown.Id}' is not over; stop it first.");
    }

    /// <summary>Changes what a task shows that is not derived from the loop, be it over or not.</summary>
    /// <exception cref="OperationException">There is none.</exception>
    public RobotTask Amend(string id, Func<RobotTask, RobotTask> change)
    {
        lock (Gate)
        {
            var changed = change(Get(id));
            if (Current?.Shown.Id == id)
                Current.Shown = changed;
            else
                _over[_over.FindLastIndex(task => task.Id == id)] = changed;
            _watchers.Publish(changed);
            return changed;
        }
    }

    /// <summary>Shows what has become of a task; files it where it is over. Needs the lock.</summary>
    public void Show_NeedsLock(TaskEntry entry, RobotTask before, long nowNs)
    {
        var shown = entry.Shown;
        var isNews = shown.State != before.State || shown.Cause != before.Cause || shown.Culprit != before.Culprit
            || shown.Epoch != before.Epoch || shown.IsOvertime != before.IsOvertime;
        if (!isNews && (shown.Executed == before.Executed || nowNs - entry.ShownNs < ProgressPeriodNs))
            return;
        entry.ShownNs = nowNs;
        if (shown.Cause == StopCause.NoChoice && before.Cause != StopCause.NoChoice)
            Log.NothingChosen(logger, shown.Id);
        if (shown.IsOver)
        {
            _over.Add(shown);
            if (_over.Count > TaskBook.HistoryLimit)
                _over.RemoveAt(0);
            Current = null;
            entry.Use.Dispose();
            Log.TaskOver(logger, shown.Id, shown.State, shown.Cause, shown.Executed.TotalSeconds);
        }

        _watchers.Publish(shown);
    }
}
