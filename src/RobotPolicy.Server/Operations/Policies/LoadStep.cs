namespace RobotPolicy.Server.Operations.Policies;

/// <summary>How far loading is.</summary>
/// <param name="Stage">What it is busy with: "reading", "creating session", "warming up", "ready".</param>
/// <param name="Fraction">0…1.</param>
/// <param name="Warning">Something that needs attention; empty where nothing does.</param>
public sealed record LoadStep(string Stage, double Fraction, string Warning = "")
{
    /// <summary>Files are read and validated.</summary>
    public static LoadStep Reading { get; } = new("reading", 0.05);

    /// <summary>The graph's session is created.</summary>
    public static LoadStep CreatingSession { get; } = new("creating session", 0.2);

    /// <summary>Inferences on synthetic input.</summary>
    public static LoadStep WarmingUp { get; } = new("warming up", 0.7);

    /// <summary>Done.</summary>
    public static LoadStep Ready { get; } = new("ready", 1);
}
