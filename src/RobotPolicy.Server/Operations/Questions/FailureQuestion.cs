using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Alerts;
using RobotPolicy.Server.Operations.Intervention;
using RobotPolicy.Server.Operations.Tasks;

namespace RobotPolicy.Server.Operations.Questions;

/// <summary>
/// Asks what shall follow when the failure monitor has the arm held. The arm is held by the loop itself; the question
/// only waits, and is withdrawn when somebody found another way out.
/// </summary>
/// <param name="questions">Where it is asked.</param>
/// <param name="tasks">Whose policy it is.</param>
/// <param name="intervention">Where a human takes over.</param>
/// <param name="loop">The loop.</param>
/// <param name="scoresOf">Names of the scores of a package's monitor; any thread.</param>
public sealed class FailureQuestion(
    QuestionBook questions,
    TaskBook tasks,
    InterventionDesk intervention,
    IRobotLoop loop,
    Func<string, IReadOnlyList<string>> scoresOf) : ILoopObserver, IFailureObserver
{
    /// <summary>Id of the choice to go on.</summary>
    public const string GoOn = "go_on";

    /// <summary>Id of the choice that a human takes over.</summary>
    public const string TakeOver = "take_over";

    /// <summary>Id of the choice to begin again from the safe pose.</summary>
    public const string Retry = "retry";

    /// <summary>Id of the choice to end the task.</summary>
    public const string End = "end";

    private const string By = "answer to a question";

    private DegradedReason _reason;
    private string? _asked;

    /// <inheritdoc/>
    public void Take(in FailureNotice notice)
    {
        // The epoch that follows the hold has not been scored yet, and its state says so.
        if (notice.Report is { State: FailureState.Degraded, Reason: not DegradedReason.NotYetScored })
            _reason = notice.Report.Reason;
    }

    /// <inheritdoc/>
    public void Observe(in LoopStatus now)
    {
        var isHeld = now is { Mode: ControlMode.Holding, HasTask: true, Cause: StopCause.FailurePredicted or StopCause.MonitorDegraded };
        var task = isHeld ? tasks.Current : null;
        if (task is null)
        {
            if (_asked is not null)
                questions.Withdraw(_asked);
            _asked = null;
            return;
        }

        // A task that is to be tried again by itself has nothing to ask: its book retries, or fails it.
        if (_asked is null && (now.Cause != StopCause.FailurePredicted || task.OnFailure.OnAlarm != AlarmPlan.Retry))
            _asked = Ask(task, now);
    }

    private string? Ask(RobotTask task, in LoopStatus now)
    {
        try
        {
            return questions.Ask(new QuestionPlan
            {
                Text = Text(task, now),
                Choices = Choices(task),
                TaskId = task.Id,
                OnAnswer = (choice, _) => FollowAsync(task.Id, choice),
            }).Id;
        }
        catch (OperationException)
        {
            // Too many questions are open; the next look tries again.
            return null;
        }
    }

    private string Text(RobotTask task, in LoopStatus now)
    {
        if (now.Cause == StopCause.MonitorDegraded)
            return $"The failure monitor cannot tell: {FailureWords.Of(_reason)}. Go on all the same?";
        var reading = new MonitorReading(now.LastAlarm, scoresOf(task.Policy));
        var then = task.OnFailure.OnAlarm == AlarmPlan.Handover ? "A human is to take over." : "What shall follow?";
        return $"The policy is likely to fail: {FailureWords.Of(reading)}. {then}";
    }

    private List<Choice> Choices(RobotTask task)
    {
        var takeOver = new Choice(TakeOver, "A human takes over");
        var goOn = new Choice(GoOn, "Go on with the policy");
        List<Choice> choices = task.OnFailure.OnAlarm == AlarmPlan.Handover ? [takeOver, goOn] : [goOn, takeOver];
        if (loop.Robot.SafePose is not null)
            choices.Add(new Choice(Retry, "Try again from the safe pose"));
        choices.Add(new Choice(End, "End the task"));
        return choices;
    }

    private Task FollowAsync(string task, string choice) => choice switch
    {
        GoOn => tasks.ResumeAsync(task),
        TakeOver => intervention.TakeOverAsync(HumanSource.Api, whenEngaged: false, By),
        Retry => tasks.RetryAsync(task),
        _ => tasks.StopAsync(task),
    };
}
