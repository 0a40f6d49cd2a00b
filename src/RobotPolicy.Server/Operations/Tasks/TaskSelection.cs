using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Policies;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>
/// The primitives of a task that its package's selector chooses from, prepared before anything moves, and what was chosen so far
/// (Cable Routing: a classifier over primitives and "done" that sees its last choices). Guarded by the ledger's lock.
/// </summary>
internal sealed class TaskSelection
{
    private readonly SelectorSpec _spec;
    private readonly (TaskStep Step, PreparedGoal? Prepared)[] _primitives;
    private readonly int[] _history;

    private TaskSelection(SelectorSpec spec, (TaskStep Step, PreparedGoal? Prepared)[] primitives)
    {
        (_spec, _primitives) = (spec, primitives);
        _history = new int[spec.History];
        Ask();
    }

    /// <summary>Whether a choice is waited for, and no primitive is in progress.</summary>
    public bool IsChoosing { get; private set; }

    /// <summary>Choices so far, retries of a primitive included.</summary>
    public int Count { get; private set; }

    /// <summary>Choices of the primitive that had been chosen before.</summary>
    public int Retries { get; private set; }

    /// <summary>Choices that a task may have.</summary>
    public int MaxCount => _spec.MaxChoices;

    /// <summary>The last choices, newest last, padded on the left with 0; primitive i is i + 1.</summary>
    public IReadOnlyList<int> History => _history;

    /// <summary>Name of the primitive in progress, or of the last one; empty before the first.</summary>
    public string Primitive => _history[^1] == 0 ? "" : _spec.Primitives[_history[^1] - 1].Name;

    /// <summary>The step that stands for the choice, or for the primitive in progress.</summary>
    public (TaskStep Step, PreparedGoal? Prepared) Current { get; private set; }

    /// <summary>The primitives, made ready; a primitive without another end waits for a verdict.</summary>
    /// <param name="spec">How the package chooses.</param>
    /// <param name="use">Prepares goals.</param>
    /// <param name="settle">Decides what ends a step that leaves it open.</param>
    /// <exception cref="OperationException">The package cannot use a goal of its own.</exception>
    public static TaskSelection Prepare(SelectorSpec spec, PolicyUse use, Func<TaskStep, TaskStep> settle) => new(
        spec,
        [
            .. spec.Primitives.Select(primitive =>
            {
                var goal = new RobotPolicy.Api.V1.Goal { Text = primitive.Goal };
                return (settle(new TaskStep(goal, StepEnd.Unspecified, TimeSpan.FromSeconds(primitive.TimeLimitSeconds))), use.Prepare(goal));
            }),
        ]);

    /// <summary>What asks the policy for the next choice.</summary>
    public PreparedGoal Request() => new ChoiceRequest(_history);

    /// <summary>The primitive is over: the next one is to be chosen.</summary>
    public void Ask() => (IsChoosing, Current) = (true, (new TaskStep(null, StepEnd.Verdict, TimeSpan.Zero), Request()));

    /// <summary>Whether a choice says that the task is done.</summary>
    public bool IsDone(int choice) => choice == _spec.Done;

    /// <summary>A primitive as the policy takes it.</summary>
    public PreparedGoal? PreparedOf(int choice) => _primitives[choice - 1].Prepared;

    /// <summary>A primitive begins.</summary>
    /// <returns>Whether it is a retry of the one before.</returns>
    public bool Begin(int choice)
    {
        var isRetry = _history[^1] == choice;
        _history.AsSpan(1).CopyTo(_history);
        _history[^1] = choice;
        Count++;
        Retries += isRetry ? 1 : 0;
        (IsChoosing, Current) = (false, _primitives[choice - 1]);
        return isRetry;
    }
}
