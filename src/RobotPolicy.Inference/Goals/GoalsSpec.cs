namespace RobotPolicy.Inference.Goals;

/// <summary>Which goals a package takes.</summary>
internal sealed record GoalsSpec
{
    /// <summary>Whether it does nothing sensible without one.</summary>
    public required bool Required { get; init; }

    /// <summary>Input of the graph that is told which of the forms is given; <see langword="null"/> where the package takes one form only.</summary>
    public string? Given { get; init; }

    /// <summary>The forms, in the order of <see cref="Given"/>.</summary>
    public required IReadOnlyList<GoalInputSpec> Inputs { get; init; }

    /// <summary>All inputs of the graph that a goal fills.</summary>
    public IEnumerable<string> GraphInputs => Given is null ? Inputs.Select(i => i.Input) : Inputs.Select(i => i.Input).Append(Given);
}
