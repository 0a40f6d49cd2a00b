using System.Collections;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>The steps of a task in their order; two with equal steps are equal. Immutable.</summary>
/// <param name="steps">The steps.</param>
public sealed class TaskSteps(IEnumerable<TaskStep> steps) : IReadOnlyList<TaskStep>, IEquatable<TaskSteps>
{
    /// <summary>Most steps of a task, those included that are added while it runs.</summary>
    public const int MaxCount = 32;

    private readonly TaskStep[] _steps = [.. steps];

    /// <summary>None.</summary>
    public static TaskSteps None { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _steps.Length;

    /// <inheritdoc/>
    public TaskStep this[int index] => _steps[index];

    /// <inheritdoc/>
    public IEnumerator<TaskStep> GetEnumerator() => _steps.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(TaskSteps? other) => other is not null && _steps.AsSpan().SequenceEqual(other._steps);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TaskSteps);

    /// <inheritdoc/>
    public override int GetHashCode() => _steps.Length;
}
