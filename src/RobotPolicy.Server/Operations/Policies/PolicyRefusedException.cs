namespace RobotPolicy.Server.Operations.Policies;

/// <summary>A package cannot be loaded.</summary>
/// <param name="problems">Every reason, one sentence each.</param>
public sealed class PolicyRefusedException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>Every reason, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
