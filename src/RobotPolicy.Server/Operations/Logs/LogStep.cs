namespace RobotPolicy.Server.Operations.Logs;

/// <summary>How far the reading of a recording is.</summary>
/// <param name="Doing">What is done now.</param>
/// <param name="Fraction">0…1.</param>
public sealed record LogStep(string Doing, double Fraction)
{
    /// <summary>It is looked at for the first time.</summary>
    public static LogStep Begun { get; } = new("reading", 0);
}
