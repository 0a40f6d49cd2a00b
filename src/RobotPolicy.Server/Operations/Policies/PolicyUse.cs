using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Operations.Policies;

/// <summary>A policy in use by a task: it stays loaded until this is disposed.</summary>
/// <param name="name">Name of the package.</param>
/// <param name="goals">Goals that change what its graph does.</param>
/// <param name="release">Ends the use.</param>
public sealed class PolicyUse(string name, IReadOnlyList<GoalKind> goals, Action release) : IDisposable
{
    private int _isReleased;

    /// <summary>Name of the package.</summary>
    public string Name { get; } = name;

    /// <summary>Goals that change what its graph does; a text is always taken, as the name of the task.</summary>
    public IReadOnlyList<GoalKind> Goals { get; } = goals;

    /// <summary>Refuses a goal that the graph would not look at: it would silently do something else.</summary>
    /// <exception cref="OperationException">The goal is of a kind that the package does not take.</exception>
    public void ThrowIfGoalIsNotTaken(Goal? goal)
    {
        var kind = KindOf(goal);
        if (kind is GoalKind.Unspecified or GoalKind.Text || Goals.Contains(kind))
            return;
        var taken = Goals.Append(GoalKind.Text).Distinct().Select(known => $"{known}".ToLowerInvariant());
        throw OperationException.Invalid($"goal.{kind}".ToLowerInvariant(), $"a goal that package '{Name}' takes: {string.Join(", ", taken)}", kind);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
            release();
    }

    private static GoalKind KindOf(Goal? goal) => goal?.KindCase switch
    {
        Goal.KindOneofCase.Text => GoalKind.Text,
        Goal.KindOneofCase.Image => GoalKind.Image,
        Goal.KindOneofCase.Sketch => GoalKind.Sketch,
        Goal.KindOneofCase.Pose => GoalKind.Pose,
        Goal.KindOneofCase.Embedding => GoalKind.Embedding,
        _ => GoalKind.Unspecified,
    };
}
