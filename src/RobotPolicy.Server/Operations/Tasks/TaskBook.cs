using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
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

    private readonly IRobotLoop _loop;
    private readonly TimeProvider _time;
    private readonly TaskLedger _ledger;
    private readonly TaskEnding _ending;
    private readonly TaskLauncher _launcher;
    private readonly TaskStepper _stepper;
    private readonly TaskRetry _retry;
    private readonly TaskVerdicts _verdicts;

    /// <summary>An empty book.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="policies">Where policies come from.</param>
    /// <param name="questions">Where a start is confirmed.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    public TaskBook(IRobotLoop loop, IPolicyRack policies, QuestionBook questions, TimeProvider time, ILogger<TaskBook> logger)
    {
        (_loop, _time) = (loop, time);
        _ledger = new TaskLedger(loop, logger);
        _ending = new TaskEnding(_ledger, loop, this, logger);
        _launcher = new TaskLauncher(_ledger, loop, policies, questions, this, time, logger);
        _stepper = new TaskStepper(_ledger, loop, _ending, this, logger);
        _retry = new TaskRetry(_ledger, loop, questions, _ending, StartAsync, this, logger);
        _verdicts = new TaskVerdicts(_ledger, questions, _stepper, _retry, time, logger);
    }

    /// <summary>The task that is not over, or <see langword="null"/>.</summary>
    public RobotTask? Current
    {
        get
        {
            lock (_ledger.Gate)
                return _ledger.Current?.Shown;
        }
    }

    /// <summary>Starts a task, or gives the one that the same request started before.</summary>
    /// <exception cref="OperationException">Refused; no task has begun, and the request id is free again.</exception>
    public async Task<RobotTask> StartAsync(TaskStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        var task = await _launcher.StartAsync(start).ConfigureAwait(false);
        if (!task.IsOver)
            _retry.Forget();
        return task;
    }

    /// <summary>Holds the arm until it is resumed.</summary>
    /// <exception cref="OperationException">No such task, or nothing to pause.</exception>
    public async Task<RobotTask> PauseAsync(string id)
    {
        var task = _ledger.GetLive(id);
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
        var task = _ledger.GetLive(id);
        if (task.State == RobotTaskState.AwaitingAnswer)
            throw _loop.Refuse(StopCause.AwaitingAnswer, _loop.ReadStatus(), "Answer the question first.");
        if (task.State == RobotTaskState.Running)
            return task;
        Observe(await _loop.ObeyAsync(LoopCommand.Resume, "Remove the cause, wait for standstill, then resume again.").ConfigureAwait(false));
        return Get(id);
    }

    /// <summary>Begins a held task anew from the robot's safe pose, as an operator wants it: the arm moves. Counts as an attempt, not as a retry.</summary>
    /// <exception cref="OperationException">No such task, or the loop forbids it.</exception>
    public async Task<RobotTask> RetryAsync(string id)
    {
        _ledger.GetLive(id);
        Observe(await _loop.ObeyAsync(
            LoopCommand.Retry, "Wait for standstill and remove what stands in the way, then retry again.").ConfigureAwait(false));
        return Get(id);
    }

    /// <summary>Ends a task: the arm decelerates, then the loop is idle. A task that is over stays as it is.</summary>
    /// <exception cref="OperationException">No such task, or the loop forbids it.</exception>
    public async Task<RobotTask> StopAsync(string id)
    {
        var task = Get(id);
        if (task.IsOver)
            return task;
        if (task.State == RobotTaskState.AwaitingAnswer && _launcher.TryAbandon(id, RobotTaskState.Ended, StopCause.TaskEnded))
            return Get(id);
        await _ending.EndAsync(id, TaskEnd.AsAsked).ConfigureAwait(false);
        return Get(id);
    }

    /// <summary>
    /// Gives a task another goal while it runs: a new epoch begins, and the arm stands until the first chunk for the new goal. While
    /// the task is held, the goal counts from when it goes on.
    /// </summary>
    /// <exception cref="OperationException">There is no such task, it is over, or its package does not take such a goal.</exception>
    public Task<RobotTask> ChangeGoalAsync(string id, Goal goal) => _stepper.ChangeGoalAsync(id, goal);

    /// <summary>Adds sub-goals to a task that is not over.</summary>
    /// <exception cref="OperationException">There is no such task, it is over or ending, or one of the steps is refused.</exception>
    public RobotTask AppendSteps(string id, IReadOnlyList<TaskStep> steps) => _stepper.Append(id, steps);

    /// <summary>Keeps what somebody who looks on says about a task, and does what follows from it.</summary>
    /// <param name="id">The task, over or not.</param>
    /// <param name="kind">
    /// What is said. Failure ends the attempt, and the task where no retry is left. Unsure asks a human.
    /// </param>
    /// <param name="by">Who or what says it.</param>
    /// <param name="comment">What they say to it.</param>
    /// <param name="finish">Whether success ends the step, or the task where it has no further one, also where no verdict is waited for.</param>
    /// <exception cref="OperationException">There is no such task, or the loop forbids what follows; the verdict is kept all the same.</exception>
    public Task<RobotTask> ReportVerdictAsync(string id, VerdictKind kind, string by, string comment, bool finish) =>
        _verdicts.ReportAsync(id, kind, by, comment, finish);

    /// <summary>A task.</summary>
    /// <exception cref="OperationException">There is none, or it is too long ago.</exception>
    public RobotTask Get(string id) => _ledger.Get(id);

    /// <summary>Tasks, newest first.</summary>
    public Page<RobotTask> List(int pageSize, string pageToken) => _ledger.List(pageSize, pageToken);

    /// <summary>The task now, and every change until it is over.</summary>
    /// <exception cref="OperationException">There is none.</exception>
    public Watched<RobotTask> Watch(string id) => _ledger.Watch(id);

    /// <inheritdoc/>
    public void Observe(in LoopStatus now)
    {
        TaskEntry? entry;
        TaskFinding finding;
        lock (_ledger.Gate)
        {
            entry = _ledger.Current;
            if (entry is not { FirstTick: { } first } || now.TickIndex < first || now.TimeNs < entry.LookedNs)
                return;
            var sinceLast = TimeSpan.FromTicks((now.TimeNs - entry.LookedNs) / 100);
            entry.LookedNs = now.TimeNs;
            var before = entry.Shown;
            var shown = TaskProgress.Next(
                before, now, Culprits.Name(_loop.Robot, now.Cause, now.Culprit), entry.End, sinceLast, _time.GetUtcNow());
            entry.Shown = shown with { IsOvertime = shown.IsOvertime || TaskProgress.IsOvertime(shown, now, entry.Start.Expected) };
            if (shown.Attempt != before.Attempt)
                BeginAttempt_NeedsLock(entry, shown);
            finding = TaskJudge.Look(entry, now);
            _ledger.Show_NeedsLock(entry, before, now.TimeNs);
        }

        // What follows is asked of the loop, whose answer the next look shows; a refusal is dealt with where it arises.
        _ = Act(entry, finding, now.Signals?.Choice ?? 0);
    }

    private static void BeginAttempt_NeedsLock(TaskEntry entry, RobotTask shown)
    {
        (entry.AttemptFrom, entry.StepFrom) = (shown.Executed, shown.Executed);
        if (entry.Sequence.Selection is not { } selection)
            return;

        // At the safe pose nothing of the primitive before is left: what follows is chosen of what is seen there.
        selection.Ask();
        entry.Use.Set(selection.Request());
    }

    private Task Act(TaskEntry entry, TaskFinding finding, int choice) => finding switch
    {
        TaskFinding.Succeeded => _stepper.FinishStepByItselfAsync(entry, TaskEnd.Succeeded),
        TaskFinding.Chosen => _stepper.BeginPrimitiveAsync(entry, choice),
        TaskFinding.StepOver => _stepper.FinishStepByItselfAsync(entry, TaskEnd.AsAsked),
        TaskFinding.Late => _ending.EndByItselfAsync(entry.Shown.Id, TaskEnd.AsAsked),
        TaskFinding.AttemptFailed => _retry.FailAttemptAsync(entry, StopCause.AttemptFailed),
        TaskFinding.ReadyToRetry => _retry.RetryAsync(entry),
        _ => Task.CompletedTask,
    };
}
