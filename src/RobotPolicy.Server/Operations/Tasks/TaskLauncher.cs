using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Server.Operations.Policies;
using RobotPolicy.Server.Operations.Questions;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>Starts tasks, each at most once for a request, and asks first where that is wanted. Any thread.</summary>
internal sealed class TaskLauncher(
    TaskLedger ledger, IRobotLoop loop, IPolicyRack policies, QuestionBook questions, ILoopObserver book, TimeProvider time, ILogger logger)
{
    private const string ConfirmYes = "yes";
    private const string ConfirmNo = "no";

    private readonly RequestMemory _requests = new(time);
    private readonly string _session = $"{time.GetUtcNow():yyyyMMdd'T'HHmmss}";
    private long _count;

    /// <summary>Starts a task, or gives the one that the same request started before.</summary>
    /// <exception cref="OperationException">Refused; no task has begun, and the request id is free again.</exception>
    public async Task<RobotTask> StartAsync(TaskStart start)
    {
        RequestMemory.Record? known;
        RequestMemory.Record record;
        lock (ledger.Gate)
        {
            known = _requests.Find(start);
            if (known is not null && known.Start != start)
                throw OperationException.AlreadyExists($"Request '{start.RequestId}' came before, with another content.");
            if (known is null)
            {
                ledger.ThrowIfBusy_NeedsLock();
                ledger.IsStarting = true;
            }

            record = known ?? _requests.Add(start);
        }

        return known is null
            ? await BeginAsync(start, record).ConfigureAwait(false)
            : ledger.Get(await known.TaskId.Task.ConfigureAwait(false));
    }

    /// <summary>Ends a task whose start has not been confirmed.</summary>
    public bool TryAbandon(string id, RobotTaskState state, StopCause cause)
    {
        string question;
        lock (ledger.Gate)
        {
            if (ledger.Current is not { FirstTick: null, IsLaunching: false } entry || entry.Shown.Id != id)
                return false;
            question = entry.QuestionId;
            var before = entry.Shown;
            entry.Shown = before with { State = state, Cause = cause, EndedAt = time.GetUtcNow() };
            ledger.Show_NeedsLock(entry, before, 0);
        }

        questions.Withdraw(question);
        return true;
    }

    private async Task<RobotTask> BeginAsync(TaskStart start, RequestMemory.Record record)
    {
        PolicyUse? use = null;
        try
        {
            use = await policies.EquipAsync(start.Policy).ConfigureAwait(false);
            var sequence = TaskSequence.Prepare(start, use);
            use.Set(sequence.Prepared);
            var task = start.Confirm
                ? AskFirst(Enter(start, use, sequence, RobotTaskState.AwaitingAnswer))
                : await LaunchAsync(Enter(start, use, sequence, RobotTaskState.Held)).ConfigureAwait(false);
            record.TaskId.SetResult(task.Id);
            return task;
        }
        catch (Exception exception)
        {
            lock (ledger.Gate)
            {
                _requests.Remove(start);
                ledger.IsStarting = false;
            }

            use?.Dispose();
            record.TaskId.SetException(exception);

            // Nobody may have asked a second time; the first one is told by the throw.
            _ = record.TaskId.Task.Exception;
            throw;
        }
    }

    private TaskEntry Enter(TaskStart start, PolicyUse use, TaskSequence sequence, RobotTaskState state)
    {
        lock (ledger.Gate)
        {
            var number = ++_count;
            return new TaskEntry(
                new RobotTask
                {
                    Number = number,
                    Id = $"{_session}-{number}",
                    Policy = use.Name,
                    Goal = sequence.Current.Goal,
                    StartedBy = start.StartedBy,
                    StartedAt = time.GetUtcNow(),
                    State = state,
                    Retries = start.Retries,
                    OnFailure = start.OnFailure,
                    Step = sequence.IsShown ? 1 : 0,
                    StepCount = sequence.IsShown ? sequence.Count : 0,
                },
                start,
                use,
                sequence);
        }
    }

    /// <summary>Starts the loop's task. The entry becomes the current one only if the loop obeys.</summary>
    private async Task<RobotTask> LaunchAsync(TaskEntry entry)
    {
        LoopStatus status;
        try
        {
            loop.SetFailureReaction(entry.Start.OnFailure.Reaction);
            status = await loop.ObeyAsync(LoopCommand.StartTask, "Remove what stands in the way, then start again.").ConfigureAwait(false);
        }
        catch (OperationException exception) when (exception.Error == OperationError.Unavailable)
        {
            // Whether the start is taken later is unknown. The stop makes sure that nothing moves then, and the task stays in the
            // book, so that it can be ended.
            loop.RequestStop(StopCause.InternalError, StopKind.Protective);
            Log.StartUnanswered(logger, entry.Shown.Id);
            status = loop.ReadStatus();
            status = status with { TickIndex = status.TickIndex + 1, Mode = ControlMode.ProtectiveStop, Cause = StopCause.InternalError };
        }

        lock (ledger.Gate)
        {
            entry.FirstTick = status.TickIndex;
            entry.LookedNs = status.TimeNs;
            entry.Shown = entry.Shown with { State = RobotTaskState.Running };
            ledger.Current = entry;
            ledger.IsStarting = false;
        }

        Log.TaskStarted(logger, entry.Shown.Id, entry.Shown.Policy, entry.Shown.StartedBy);
        book.Observe(status);
        return ledger.Get(entry.Shown.Id);
    }

    /// <summary>Starts a task whose start was confirmed. A refusal leaves it waiting.</summary>
    private async Task<RobotTask> LaunchConfirmedAsync(TaskEntry entry)
    {
        lock (ledger.Gate)
        {
            if (ledger.Current != entry)
                throw OperationException.Aborted($"Task '{entry.Shown.Id}' is over.");
            entry.IsLaunching = true;
        }

        try
        {
            return await LaunchAsync(entry).ConfigureAwait(false);
        }
        finally
        {
            lock (ledger.Gate)
                entry.IsLaunching = false;
        }
    }

    private RobotTask AskFirst(TaskEntry entry)
    {
        var id = entry.Shown.Id;
        entry.Shown = entry.Shown with { Cause = StopCause.AwaitingAnswer };
        lock (ledger.Gate)
            ledger.Current = entry;
        try
        {
            var question = questions.Ask(new QuestionPlan
            {
                Text = $"Is the arm clear to run '{entry.Use.Name}'?",
                Choices = [new Choice(ConfirmYes, "Yes, start"), new Choice(ConfirmNo, "No, do not start")],
                TaskId = id,
                OnAnswer = (choice, _) => choice == ConfirmYes
                    ? LaunchConfirmedAsync(entry)
                    : Task.FromResult(TryAbandon(id, RobotTaskState.Failed, StopCause.AwaitingAnswer)),
            });
            lock (ledger.Gate)
            {
                entry.QuestionId = question.Id;
                ledger.IsStarting = false;
                return entry.Shown;
            }
        }
        catch (OperationException)
        {
            lock (ledger.Gate)
                ledger.Current = null;
            throw;
        }
    }
}
