using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Replay;

namespace RobotPolicy.Server.Operations.Logs;

/// <summary>Where recordings are looked for, and how they are read. Bound at start.</summary>
public sealed record LogOptions
{
    /// <summary>Folders whose subfolders are recordings; where two have the same name, the one that was given first counts.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>What a thread that compares recordings calls first, so that it goes after all others; <see langword="null"/> for nothing.</summary>
    public Action? EnterComparing { get; init; }

    /// <summary>
    /// Opens the policies of a replay: for a robot, with what finds a package's folder by its name and its recorded folder, and with who is
    /// told of each that is loaded. Without it nothing can be compared.
    /// </summary>
    public Func<RobotDescription, Func<string, string, string?>, Action<string>, PackagePolicies>? OpenPolicies { get; init; }
}
