namespace RobotPolicy.Server.Operations.Policies;

/// <summary>What went wrong inside a loaded policy last, beside the outcome that the loop sees.</summary>
/// <param name="Thrown">What policy, failure monitor, observer or recorder threw; <see langword="null"/> where none did.</param>
/// <param name="MonitorError">Why a graph of a failure score did not run; <see langword="null"/> where all did.</param>
public readonly record struct PolicyFault(Exception? Thrown, string? MonitorError)
{
    /// <summary>One line; empty where nothing went wrong.</summary>
    public string Text => Thrown is not null ? $"{Thrown.GetType().Name}: {Thrown.Message}" : MonitorError ?? "";
}
