using RobotPolicy.Api.V1;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Server.Operations.Policies;

/// <summary>A policy in use by a task: it stays loaded until this is disposed.</summary>
/// <param name="name">Name of the package.</param>
/// <param name="facts">Which goals it takes.</param>
/// <param name="desk">Where it is told its goal; <see langword="null"/> where it takes none.</param>
/// <param name="robot">The robot.</param>
/// <param name="release">Ends the use.</param>
public sealed class PolicyUse(string name, PolicyFacts facts, IGoalDesk? desk, RobotDescription robot, Action release) : IDisposable
{
    private int _isReleased;

    /// <summary>Name of the package.</summary>
    public string Name { get; } = name;

    /// <summary>What the policy needs and gives; <see langword="null"/> where that is not known.</summary>
    public PolicySpec? Spec => facts.Spec;

    /// <summary>Whether words change what it does. A package that takes none still accepts a text, as the name of a task.</summary>
    public bool ListensToText => facts.Goals.Contains(GoalKind.Text);

    /// <summary>
    /// Makes a goal ready, or refuses one that the graph would not look at: it would silently do something else.
    /// </summary>
    /// <returns>What <see cref="Set"/> takes.</returns>
    /// <exception cref="OperationException">The package does not take such a goal, needs one, or cannot use this one.</exception>
    public PreparedGoal? Prepare(Goal? goal)
    {
        var wanted = GoalReader.Read(goal, robot);
        var kind = wanted is null ? GoalKind.Unspecified : GoalReader.ToApi(wanted.Kind);
        if (wanted is null || !facts.Goals.Contains(kind) || desk is null)
        {
            if (kind is GoalKind.Unspecified or GoalKind.Text && !facts.RequiresGoal)
                return null;
            var taken = facts.Goals.Append(facts.RequiresGoal ? GoalKind.Unspecified : GoalKind.Text)
                .Where(known => known != GoalKind.Unspecified).Distinct().Select(known => $"{known}".ToLowerInvariant());
            throw OperationException.Invalid(
                kind == GoalKind.Unspecified ? "goal" : $"goal.{kind}".ToLowerInvariant(),
                $"a goal that package '{Name}' takes: {string.Join(", ", taken)}",
                kind == GoalKind.Unspecified ? "none" : kind);
        }

        var problems = new List<string>();
        return desk.Prepare(wanted, problems)
            ?? throw OperationException.Invalid($"goal.{kind}".ToLowerInvariant(), "a goal that the package can use", string.Join("; ", problems));
    }

    /// <summary>Sets what to reach from the next epoch on.</summary>
    public void Set(PreparedGoal? goal) => desk?.Set(goal);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
            release();
    }
}
