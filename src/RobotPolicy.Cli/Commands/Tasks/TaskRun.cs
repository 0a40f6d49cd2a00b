using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Tasks;

/// <summary>A task from its start to its end under one lease, Ctrl-C included.</summary>
internal sealed class TaskRun(Invocation run, Interruption interruption)
{
    /// <summary>Starts the task and follows it; returns the exit code that its end means.</summary>
    public Task<int> StartAndFollowAsync(StartTaskRequest request, CancellationToken stop) => run.WithLeaseAsync(
        async (lease, token) =>
        {
            var task = await run.Robot.Tasks.StartTaskAsync(request, run.Robot.Once(token)).ConfigureAwait(false);
            run.Printer.Line($"task {task.TaskId} ({task.Policy}): {Words.Goal(task.Goal)}", Tone.Bold);
            return await FollowAsync(task.TaskId, lease, stop).ConfigureAwait(false);
        },
        keepRunning: false,
        takeOver: false,
        stop);

    private async Task<int> FollowAsync(string taskId, LeaseSession lease, CancellationToken interrupt)
    {
        var follower = new TaskFollower(run, mayAnswer: true);
        while (true)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(interrupt, lease.Lost);
            try
            {
                return await follower.FollowAsync(taskId, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (interrupt.IsCancellationRequested && lease.LostReason is null)
            {
                run.Terminal.Interrupts.Rearm();
                interrupt = run.Terminal.Interrupts.Token;
            }

            if (await InterruptedAsync(taskId, lease, interrupt).ConfigureAwait(false))
                return ExitCode.Interrupted;
        }
    }

    /// <summary>Does what the operator wants; false when the task shall be followed further.</summary>
    private async Task<bool> InterruptedAsync(string taskId, LeaseSession lease, CancellationToken interrupt)
    {
        var wanted = interruption == Interruption.Ask ? await AskAsync(taskId, interrupt).ConfigureAwait(false) : interruption;
        switch (wanted)
        {
            case Interruption.Keep:
                lease.KeepRunning = true;
                run.Printer.Note($"No longer following; the task {taskId} runs on without an operator. `robotctl stop` holds the arm.", Tone.Warn);
                return true;
            case Interruption.Pause:
                if (interruption == Interruption.Pause)
                    await PauseAsync(taskId).ConfigureAwait(false);
                run.Printer.Note($"The task {taskId} is paused; `robotctl tasks resume` goes on.", Tone.Warn);
                return true;
            case Interruption.Stop:
                var ended = await run.Robot.Tasks.StopTaskAsync(new StopTaskRequest { TaskId = taskId }, run.Robot.Once(CancellationToken.None))
                    .ConfigureAwait(false);
                run.Printer.Note($"The task {taskId} is stopped: {TaskText.Line(ended)}", Tone.Warn);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Pauses first: the robot stands while somebody thinks.</summary>
    private async Task<Interruption> AskAsync(string taskId, CancellationToken interrupt)
    {
        await PauseAsync(taskId).ConfigureAwait(false);
        run.Printer.Line("");
        run.Printer.Line("The arm is held.", Tone.Warn);
        while (true)
        {
            string typed;
            try
            {
                typed = await Prompt.ReadAsync(run.Terminal, "[c]ontinue, [s]top the task, [p]ause and leave, [k]eep it running and leave? ", interrupt)
                    .ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or CommandException)
            {
                return Interruption.Stop;
            }

            switch (typed)
            {
                case "s" or "stop":
                    return Interruption.Stop;
                case "p" or "pause":
                    return Interruption.Pause;
                case "c" or "continue":
                    await ResumeAsync(taskId).ConfigureAwait(false);
                    return Interruption.Ask;
                case "k" or "keep":
                    await ResumeAsync(taskId).ConfigureAwait(false);
                    return Interruption.Keep;
                default:
                    break;
            }
        }
    }

    private async Task PauseAsync(string taskId) =>
        await run.Robot.Tasks.PauseTaskAsync(new PauseTaskRequest { TaskId = taskId }, run.Robot.Once(CancellationToken.None)).ConfigureAwait(false);

    private async Task ResumeAsync(string taskId) =>
        await run.Robot.Tasks.ResumeTaskAsync(new ResumeTaskRequest { TaskId = taskId }, run.Robot.Once(CancellationToken.None)).ConfigureAwait(false);
}
