using RobotPolicy.Api.V1;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Policies;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>
/// The goals of a task, prepared before anything moves, and where it is among them. A task of one goal is a sequence of one step.
/// Guarded by the ledger's lock.
/// </summary>
internal sealed class TaskSequence
{
    private readonly PolicyUse _use;
    private readonly List<(TaskStep Step, PreparedGoal? Prepared)> _steps = [];

    private TaskSequence(PolicyUse use, SuccessCriterion criterion, bool isShown) => (_use, Criterion, IsShown) = (use, criterion, isShown);

    /// <summary>When the policy's own word ends a step.</summary>
    public SuccessCriterion Criterion { get; }

    /// <summary>The primitives that the package's selector chooses from; <see langword="null"/> where the start says what to do.</summary>
    public TaskSelection? Selection { get; private init; }

    /// <summary>Whether it is shown as steps.</summary>
    public bool IsShown { get; private set; }

    /// <summary>Steps.</summary>
    public int Count => _steps.Count;

    /// <summary>The current step, from 0.</summary>
    public int Index { get; private set; }

    /// <summary>The current step.</summary>
    public TaskStep Current => Selection?.Current.Step ?? _steps[Index].Step;

    /// <summary>The current goal as the policy takes it.</summary>
    public PreparedGoal? Prepared => Selection is { } selection ? selection.Current.Prepared : _steps[Index].Prepared;

    /// <summary>Whether no step follows.</summary>
    public bool IsLast => Index == _steps.Count - 1;

    /// <summary>The goals of a start, made ready.</summary>
    /// <exception cref="OperationException">The package does not take one of them, or a step would never end.</exception>
    public static TaskSequence Prepare(TaskStart start, PolicyUse use)
    {
        var criterion = SuccessCriterion.Of(start.Success, use.Spec);
        if (start.Goal is null && start.Steps.Count == 0 && use.Spec?.Selector is { } selector)
            return new TaskSequence(use, criterion, isShown: false)
            {
                Selection = TaskSelection.Prepare(selector, use, step => Settle(criterion, step, 0)),
            };
        var sequence = new TaskSequence(use, criterion, start.Steps.Count > 0);
        if (start.Steps.Count > 0)
            sequence.CheckWords(start.Steps);
        IReadOnlyList<TaskStep> steps = start.Steps.Count > 0 ? start.Steps : [new TaskStep(start.Goal, StepEnd.Unspecified, TimeSpan.Zero)];
        sequence._steps.AddRange(sequence.Read(steps));
        return sequence;
    }

    /// <summary>Refuses words where they change nothing: step after step would do the same.</summary>
    /// <exception cref="OperationException">The package takes no words.</exception>
    public void CheckWords(IReadOnlyList<TaskStep> steps)
    {
        foreach (var (index, step) in steps.Index())
            if (step.Goal?.KindCase == Goal.KindOneofCase.Text && !_use.ListensToText)
                throw OperationException.Invalid($"steps[{index}].goal.text", $"a goal that changes what package '{_use.Name}' does", "text");
    }

    /// <summary>Makes further steps ready; nothing has changed if one of them is refused.</summary>
    /// <exception cref="OperationException">The package does not take one of them, there are too many, or a step would never end.</exception>
    public IReadOnlyList<(TaskStep Step, PreparedGoal? Prepared)> Read(IReadOnlyList<TaskStep> steps) =>
        [.. steps.Select((step, index) => (Settle(Criterion, step, index), _use.Prepare(step.Goal)))];

    /// <summary>Adds steps that were made ready.</summary>
    /// <exception cref="OperationException">There are too many.</exception>
    public void Add(IReadOnlyList<(TaskStep Step, PreparedGoal? Prepared)> steps)
    {
        if (_steps.Count + steps.Count > TaskSteps.MaxCount)
            throw OperationException.Exhausted($"A task has at most {TaskSteps.MaxCount} steps; this one has {_steps.Count}.");
        _steps.AddRange(steps);
        IsShown = true;
    }

    /// <summary>The goal of the next step, as the policy takes it.</summary>
    public PreparedGoal? PreparedNext => _steps[Index + 1].Prepared;

    /// <summary>Goes on to the next step.</summary>
    public void Advance() => Index++;

    /// <summary>Gives the current step another goal.</summary>
    public void Replace(Goal goal, PreparedGoal? prepared) => _steps[Index] = (Current with { Goal = goal }, prepared);

    /// <summary>Decides what ends a step that leaves it open; one that nothing would end waits for a verdict.</summary>
    private static TaskStep Settle(SuccessCriterion criterion, TaskStep step, int index)
    {
        if (step.Until == StepEnd.Success && !criterion.Exists)
            throw OperationException.Invalid($"steps[{index}].until", "time or verdict for a policy whose word for success ends nothing", "success");
        if (step.Until == StepEnd.Time && step.TimeLimit <= TimeSpan.Zero)
            throw OperationException.Invalid($"steps[{index}].time_limit", "a time for a step that time ends", "none");
        return step.Until != StepEnd.Unspecified ? step : step with
        {
            Until = criterion.Exists ? StepEnd.Success : step.TimeLimit > TimeSpan.Zero ? StepEnd.Time : StepEnd.Verdict,
        };
    }
}
