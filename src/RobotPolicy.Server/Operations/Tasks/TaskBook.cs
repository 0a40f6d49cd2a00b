using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Policies;
using RobotPolicy.Server.Operations.Questions;
using RobotPolicy.Server.Operations.Watching;
using Goal = RobotPolicy.Api.V1.Goal;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>
/// The tasks: at most one that is not over, and the last thousand. A task's state is derived from what the loop does, never
/// assumed. Whoever starts a task, over the API, from the command line or in a demo, starts it here. Any thread.
/// </summary>
public sealed class TaskBook : ILoopObserver
{
    /// <summary>Tasks that are kept.</summary>
    public const int HistoryLimit = 1000;

    private const int WatcherCapacity = 16;
    private const long ProgressPeriodNs = 500_000_000;
    private const string ConfirmYes = "yes";
    private const string ConfirmNo = "no";

    private readonly IRobotLoop _loop;
    private readonly IPolicyRack _policies;
    private readonly QuestionBook _questions;
    private readonly TimeProvider _time;
    private readonly ILogger<TaskBook> _logger;
    private readonly Lock _gate = new();
    private readonly List<RobotTask> _over = [];
    private readonly RequestMemory _requests;
    private readonly Watchers<RobotTask> _watchers = new(WatcherCapacity);
    private readonly string _session;
    private TaskEntry? _current;
    private bool _isStarting;
    private long _count;

    /// <summary>An empty book.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="policies">Where policies come from.</param>
    /// <param name="questions">Where a start is confirmed.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    public TaskBook(IRobotLoop loop, IPolicyRack policies, QuestionBook questions, TimeProvider time, ILogger<TaskBook> logger)
    {
        (_loop, _policies, _questions, _time, _logger) = (loop, policies, questions, time, logger);
        _requests = new RequestMemory(time);
        _session = $"{time.GetUtcNow():yyyyMMdd'T'HHmmss}";
    }

    /// <summary>The task that is not over, or <see langword="null"/>.</summary>
    public RobotTask? Current
    {
        get
        {
            lock (_gate)
                return _current?.Shown;
        }
    }

    /// <summary>Starts a task, or gives the one that the same request started before.</summary>
    /// <exception cref="OperationException">Refused; no task has begun, and the request id is free again.</exception>
    public async Task<RobotTask> StartAsync(TaskStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        RequestMemory.Record? known;
        RequestMemory.Record record;
        lock (_gate)
        {
            known = _requests.Find(start);
            if (known is not null && known.Start != start)
                throw OperationException.AlreadyExists($"Request '{start.RequestId}' came before, with another content.");
            if (known is null)
            {
                ThrowIfBusy_NeedsLock();
                _isStarting = true;
            }

            record = known ?? _requests.Add(start);
        }

        return known is null
            ? await BeginAsync(start, record).ConfigureAwait(false)
            : Get(await known.TaskId.Task.ConfigureAwait(false));
    }

    /// <summary>Holds the arm until it is resumed.</summary>
    /// <exception cref="OperationException">No such task, or nothing to pause.</exception>
    public async Task<RobotTask> PauseAsync(string id)
    {
        var task = GetLive(id);
        var status = _loop.ReadStatus();
        if (task.State == RobotTaskState.Paused)
            return task;
        if (task.State == RobotTaskState.AwaitingAnswer || status.Mode is ControlMode.Idle or ControlMode.ProtectiveStop)
            throw _loop.Refuse(status.Cause, status, "Nothing is being executed that could be paused.");
        var nowNs = _loop.Clock.NowNs;
        _loop.RequestStop(StopCause.OperatorPause, StopKind.Hold);
        Observe(await _loop.WaitForTickAsync(nowNs, _time, CancellationToken.None).ConfigureAwait(false));
        return Get(id);
    }

    /// <summary>Goes on after a pause, a hold that needs an operator, or a protective stop whose cause is gone.</summary>
    /// <exception cref="OperationException">No such task, or the loop forbids it.</exception>
    public async Task<RobotTask> ResumeAsync(string id)
    {
        var task = GetLive(id);
        if (task.State == RobotTaskState.AwaitingAnswer)
            throw _loop.Refuse(StopCause.AwaitingAnswer, _loop.ReadStatus(), "Answer the question first.");
        if (task.State == RobotTaskState.Running)
            return task;
        Observe(await _loop.ObeyAsync(LoopCommand.Resume, "Remove the cause, wait for standstill, then resume again.").ConfigureAwait(false));
        return Get(id);
    }

    /// <summary>Ends a task: the arm decelerates, then the loop is idle. A task that is over stays as it is.</summary>
    /// <exception cref="OperationException">No such task, or the loop forbids it.</exception>
    public async Task<RobotTask> StopAsync(string id)
    {
        var task = Get(id);
        if (task.IsOver)
            return task;
        if (task.State == RobotTaskState.AwaitingAnswer && TryAbandon(id, RobotTaskState.Ended, StopCause.TaskEnded))
            return Get(id);
        await EndAsync(id).ConfigureAwait(false);
        return Get(id);
    }

    /// <summary>A task.</summary>
    /// <exception cref="OperationException">There is none, or it is too long ago.</exception>
    public RobotTask Get(string id)
    {
        lock (_gate)
            return _current?.Shown.Id == id ? _current.Shown
                : _over.FindLast(task => task.Id == id) ?? throw OperationException.NotFound("task", id);
    }

    /// <summary>Tasks, newest first.</summary>
    public Page<RobotTask> List(int pageSize, string pageToken)
    {
        lock (_gate)
        {
            IEnumerable<RobotTask> current = _current is null ? [] : [_current.Shown];
            return Page.Cut(current.Concat(_over.AsEnumerable().Reverse()), task => task.Number, pageSize, pageToken);
        }
    }

    /// <summary>The task now, and every change until it is over.</summary>
    /// <exception cref="OperationException">There is none.</exception>
    public Watched<RobotTask> Watch(string id)
    {
        lock (_gate)
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

    /// <inheritdoc/>
    public void Observe(in LoopStatus now)
    {
        string? late = null;
        lock (_gate)
        {
            if (_current is not { FirstTick: { } first } entry || now.TickIndex < first || now.TimeNs < entry.LookedNs)
                return;
            var sinceLast = TimeSpan.FromTicks((now.TimeNs - entry.LookedNs) / 100);
            entry.LookedNs = now.TimeNs;
            var before = entry.Shown;
            entry.Shown = TaskProgress.Next(
                before, now, Culprits.Name(_loop.Robot, now.Cause, now.Culprit), entry.EndAsked, sinceLast, _time.GetUtcNow());
            Show_NeedsLock(entry, before, now.TimeNs);
            if (!entry.EndAsked && entry.Start.TimeLimit > TimeSpan.Zero && entry.Shown.Executed >= entry.Start.TimeLimit
                && !entry.Shown.IsOver)
                late = entry.Shown.Id;
        }

        if (late is not null)
            _ = EndAtLimitAsync(late);
    }

    /// <summary>
    /// Gives a task another goal while it runs: a new epoch begins, and the arm stands until the first chunk for the new goal. While
    /// the task is held, the goal counts from when it goes on.
    /// </summary>
    /// <exception cref="OperationException">There is no such task, it is over, or its package does not take such a goal.</exception>
    public async Task<RobotTask> ChangeGoalAsync(string id, Goal goal)
    {
        TaskEntry entry;
        lock (_gate)
        {
            if (Get(id).IsOver || _current is not { } current || current.Shown.Id != id)
                throw OperationException.Aborted($"Task '{id}' is over.");
            entry = current;
        }

        if (goal.KindCase == Goal.KindOneofCase.Text && !entry.Use.ListensToText)
            throw OperationException.Invalid("goal.text", $"a goal that changes what package '{entry.Use.Name}' does", "text");
        var before = entry.Use.Prepare(entry.Shown.Goal);
        var wanted = entry.Use.Prepare(goal);
        entry.Use.Set(wanted);
        try
        {
            if (entry.Shown.State != RobotTaskState.AwaitingAnswer)
                Observe(await _loop.ObeyAsync(LoopCommand.Retask, "Only a task that has begun and not ended takes another goal.").ConfigureAwait(false));
        }
        catch
        {
            entry.Use.Set(before);
            throw;
        }

        lock (_gate)
            entry.Shown = entry.Shown with { Goal = goal };
        Log.GoalChanged(_logger, id, goal.KindCase.ToString());
        return Get(id);
    }

    private async Task<RobotTask> BeginAsync(TaskStart start, RequestMemory.Record record)
    {
        PolicyUse? use = null;
        try
        {
            use = await _policies.EquipAsync(start.Policy).ConfigureAwait(false);
            use.Set(use.Prepare(start.Goal));
            var task = start.Confirm
                ? AskFirst(start, use)
                : await LaunchAsync(Enter(start, use, RobotTaskState.Held)).ConfigureAwait(false);
            record.TaskId.SetResult(task.Id);
            return task;
        }
        catch (Exception exception)
        {
            lock (_gate)
            {
                _requests.Remove(start);
                _isStarting = false;
            }

            use?.Dispose();
            record.TaskId.SetException(exception);

            // Nobody may have asked a second time; the first one is told by the throw.
            _ = record.TaskId.Task.Exception;
            throw;
        }
    }

    private TaskEntry Enter(TaskStart start, PolicyUse use, RobotTaskState state)
    {
        lock (_gate)
        {
            var number = ++_count;
            return new TaskEntry(
                new RobotTask
                {
                    Number = number,
                    Id = $"{_session}-{number}",
                    Policy = use.Name,
                    Goal = start.Goal,
                    StartedBy = start.StartedBy,
                    StartedAt = _time.GetUtcNow(),
                    State = state,
                },
                start,
                use);
        }
    }

    /// <summary>Starts the loop's task. The entry becomes the current one only if the loop obeys.</summary>
    private async Task<RobotTask> LaunchAsync(TaskEntry entry)
    {
        LoopStatus status;
        try
        {
            status = await _loop.ObeyAsync(LoopCommand.StartTask, "Remove what stands in the way, then start again.").ConfigureAwait(false);
        }
        catch (OperationException exception) when (exception.Error == OperationError.Unavailable)
        {
            // Whether the start is taken later is unknown. The stop makes sure that nothing moves then, and the task stays in the
            // book, so that it can be ended.
            _loop.RequestStop(StopCause.InternalError, StopKind.Protective);
            Log.StartUnanswered(_logger, entry.Shown.Id);
            status = _loop.ReadStatus();
            status = status with { TickIndex = status.TickIndex + 1, Mode = ControlMode.ProtectiveStop, Cause = StopCause.InternalError };
        }

        lock (_gate)
        {
            entry.FirstTick = status.TickIndex;
            entry.LookedNs = status.TimeNs;
            entry.Shown = entry.Shown with { State = RobotTaskState.Running };
            _current = entry;
            _isStarting = false;
        }

        Log.TaskStarted(_logger, entry.Shown.Id, entry.Shown.Policy, entry.Shown.StartedBy);
        Observe(status);
        return Get(entry.Shown.Id);
    }

    /// <summary>Starts a task whose start was confirmed. A refusal leaves it waiting.</summary>
    private async Task<RobotTask> LaunchConfirmedAsync(TaskEntry entry)
    {
        lock (_gate)
        {
            if (_current != entry)
                throw OperationException.Aborted($"Task '{entry.Shown.Id}' is over.");
            entry.IsLaunching = true;
        }

        try
        {
            return await LaunchAsync(entry).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
                entry.IsLaunching = false;
        }
    }

    private RobotTask AskFirst(TaskStart start, PolicyUse use)
    {
        var entry = Enter(start, use, RobotTaskState.AwaitingAnswer);
        var id = entry.Shown.Id;
        entry.Shown = entry.Shown with { Cause = StopCause.AwaitingAnswer };
        lock (_gate)
            _current = entry;
        try
        {
            var question = _questions.Ask(new QuestionPlan
            {
                Text = $"Is the arm clear to run '{use.Name}'?",
                Choices = [new Choice(ConfirmYes, "Yes, start"), new Choice(ConfirmNo, "No, do not start")],
                TaskId = id,
                OnAnswer = choice => choice == ConfirmYes
                    ? LaunchConfirmedAsync(entry)
                    : Task.FromResult(TryAbandon(id, RobotTaskState.Failed, StopCause.AwaitingAnswer)),
            });
            lock (_gate)
            {
                entry.QuestionId = question.Id;
                _isStarting = false;
                return entry.Shown;
            }
        }
        catch (OperationException)
        {
            lock (_gate)
                _current = null;
            throw;
        }
    }

    /// <summary>Ends a task whose start has not been confirmed.</summary>
    private bool TryAbandon(string id, RobotTaskState state, StopCause cause)
    {
        string question;
        lock (_gate)
        {
            if (_current is not { FirstTick: null, IsLaunching: false } entry || entry.Shown.Id != id)
                return false;
            question = entry.QuestionId;
            var before = entry.Shown;
            entry.Shown = before with { State = state, Cause = cause, EndedAt = _time.GetUtcNow() };
            Show_NeedsLock(entry, before, 0);
        }

        _questions.Withdraw(question);
        return true;
    }

    private async Task EndAsync(string id)
    {
        SetEndAsked(id, true);
        try
        {
            Observe(await _loop.ObeyAsync(LoopCommand.StopTask, "The task cannot be ended in this mode.").ConfigureAwait(false));
        }
        catch (OperationException)
        {
            SetEndAsked(id, false);
            throw;
        }
    }

    private async Task EndAtLimitAsync(string id)
    {
        try
        {
            await EndAsync(id).ConfigureAwait(false);
        }
        catch (OperationException exception)
        {
            // The next look tries again; meanwhile the arm must not go on.
            _loop.RequestStop(StopCause.TaskEnded, StopKind.Hold);
            Log.TimeLimitRefused(_logger, id, exception.Message);
        }
    }

    private void SetEndAsked(string id, bool asked)
    {
        lock (_gate)
            if (_current?.Shown.Id == id)
                _current.EndAsked = asked;
    }

    private RobotTask GetLive(string id)
    {
        var task = Get(id);
        if (!task.IsOver)
            return task;
        var status = _loop.ReadStatus();
        throw OperationException.Precondition(task.Cause, task.Culprit, status.Mode, $"Task '{id}' is over; start another.");
    }

    private void ThrowIfBusy_NeedsLock()
    {
        if (_current is null && !_isStarting)
            return;
        var status = _loop.ReadStatus();
        throw _loop.Refuse(
            status.Cause, status, _current is null ? "Another task is being started." : $"Task '{_current.Shown.Id}' is not over; stop it first.");
    }

    private void Show_NeedsLock(TaskEntry entry, RobotTask before, long nowNs)
    {
        var shown = entry.Shown;
        var isNews = shown.State != before.State || shown.Cause != before.Cause || shown.Culprit != before.Culprit
            || shown.Epoch != before.Epoch;
        if (!isNews && (shown.Executed == before.Executed || nowNs - entry.ShownNs < ProgressPeriodNs))
            return;
        entry.ShownNs = nowNs;
        if (shown.IsOver)
        {
            _over.Add(shown);
            if (_over.Count > HistoryLimit)
                _over.RemoveAt(0);
            _current = null;
            entry.Use.Dispose();
            Log.TaskOver(_logger, shown.Id, shown.State, shown.Cause, shown.Executed.TotalSeconds);
        }

        _watchers.Publish(shown);
    }
}
