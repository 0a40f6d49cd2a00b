using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Commands.Questions;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Tasks;

/// <summary>Tells what becomes of a task, a line per change, until it ends.</summary>
/// <param name="run">The command.</param>
/// <param name="mayAnswer">Whether we hold the lease, and so may answer the task's questions on the terminal.</param>
internal sealed class TaskFollower(Invocation run, bool mayAnswer)
{
    /// <summary>Progress is told in steps of this size.</summary>
    private const double ProgressStep = 0.1;

    private readonly HashSet<string> _asked = [];
    private (TaskState State, StopCause Cause, string Culprit, int ProgressStep, int Step, int Attempt, bool Overtime, Verdict Verdict) _told;

    /// <summary>Follows it; returns the exit code that its end means. Throws when <paramref name="stop"/> fires.</summary>
    public async Task<int> FollowAsync(string taskId, CancellationToken stop)
    {
        using var call = run.Robot.Tasks.WatchTask(new WatchTaskRequest { TaskId = taskId }, run.Robot.Streaming(stop));
        RobotTask? last = null;
        while (await NextAsync(call.ResponseStream, stop).ConfigureAwait(false))
        {
            var change = call.ResponseStream.Current;
            last = change.Task;
            Tell(change);
            if (mayAnswer && last.State == TaskState.AwaitingAnswer && QuestionPrompt.Possible(run))
                await AnswerAsync(taskId, stop).ConfigureAwait(false);
        }

        return last?.State switch
        {
            TaskState.Ended => ExitCode.Ok,
            TaskState.Failed => ExitCode.TaskFailed,
            _ => throw new CommandException(ExitCode.Unreachable, $"the service ended the watch of {taskId} before the task ended."),
        };
    }

    // A call that our own token ended says Cancelled; the callers tell that from a cancellation by the service.
    private static async Task<bool> NextAsync(IAsyncStreamReader<TaskEvent> events, CancellationToken stop)
    {
        try
        {
            return await events.MoveNext(stop).ConfigureAwait(false);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Cancelled)
        {
            stop.ThrowIfCancellationRequested();
            throw;
        }
    }

    private void Tell(TaskEvent change)
    {
        if (run.Printer.Json)
        {
            run.Printer.Object(change);
            return;
        }

        if (change.Lost > 0)
            run.Printer.Note($"{change.Lost} changes were lost: this terminal is too slow.", Tone.Warn);
        var task = change.Task;
        var now = (task.State, task.Cause, task.Culprit, task.HasProgress ? (int)(task.Progress / ProgressStep) : 0, task.Step, task.Attempt, task.Overtime,
            task.Verdict?.Verdict ?? Verdict.Unspecified);
        if (now == _told)
            return;
        _told = now;
        run.Printer.Line($"{run.Terminal.Time.GetLocalNow():HH:mm:ss}  {task.TaskId}  {TaskText.Line(task)}", Words.ToneOf(task.State));
    }

    private async Task AnswerAsync(string taskId, CancellationToken stop)
    {
        var open = await run.Robot.Questions.ListQuestionsAsync(new ListQuestionsRequest { OnlyOpen = true }, run.Robot.Once(stop)).ConfigureAwait(false);
        foreach (var question in open.Questions.Where(question => question.TaskId == taskId && _asked.Add(question.QuestionId)))
        {
            var choice = await QuestionPrompt.AskAsync(run, question, stop).ConfigureAwait(false);
            var request = new AnswerQuestionRequest { QuestionId = question.QuestionId, Choice = choice };
            await run.Robot.Questions.AnswerQuestionAsync(request, run.Robot.Once(stop)).ConfigureAwait(false);
        }
    }
}
