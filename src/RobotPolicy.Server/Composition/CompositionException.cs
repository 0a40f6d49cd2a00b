namespace RobotPolicy.Server.Composition;

/// <summary>The service cannot be put together from what it was given; nothing has moved.</summary>
/// <param name="errors">Every reason, one sentence each.</param>
public sealed class CompositionException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>Every reason, one sentence each.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
