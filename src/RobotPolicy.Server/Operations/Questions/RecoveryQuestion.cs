using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Tasks;

namespace RobotPolicy.Server.Operations.Questions;

/// <summary>
/// Asks after a protective stop whether the task goes on or ends. The arm is stopped by the loop itself; the question only waits,
/// and is withdrawn when somebody found another way out.
/// </summary>
public sealed class RecoveryQuestion(QuestionBook questions, TaskBook tasks, IRobotLoop loop) : ILoopObserver
{
    /// <summary>Id of the choice to go on.</summary>
    public const string Resume = "resume";

    /// <summary>Id of the choice to end the task.</summary>
    public const string End = "end";

    private string? _asked;

    /// <inheritdoc/>
    public void Observe(in LoopStatus now)
    {
        var task = now.Mode == ControlMode.ProtectiveStop ? tasks.Current : null;
        if (task is null && _asked is not null)
        {
            questions.Withdraw(_asked);
            _asked = null;
        }
        else if (task is { IsOver: false } && _asked is null)
        {
            _asked = Ask(task.Id, now);
        }
    }

    private string? Ask(string task, in LoopStatus now)
    {
        var culprit = Culprits.Name(loop.Robot, now.Cause, now.Culprit);
        try
        {
            return questions.Ask(new QuestionPlan
            {
                Text = $"Protective stop: {now.Cause}{(culprit.Length == 0 ? "" : $" ({culprit})")}. Go on?",
                Choices = [new Choice(Resume, "The cause is gone, go on"), new Choice(End, "End the task")],
                TaskId = task,
                OnAnswer = (choice, _) => choice == Resume ? tasks.ResumeAsync(task) : tasks.StopAsync(task),
            }).Id;
        }
        catch (OperationException)
        {
            // Too many questions are open; the next look tries again.
            return null;
        }
    }
}
