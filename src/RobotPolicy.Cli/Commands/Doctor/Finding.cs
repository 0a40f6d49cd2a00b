namespace RobotPolicy.Cli.Commands.Doctor;

/// <summary>What one check found.</summary>
/// <param name="Name">The check, in two or three words.</param>
/// <param name="State">What it came to.</param>
/// <param name="Found">What is there.</param>
/// <param name="Why">Where something is to be done: what it is good for, in a sentence or two, or in several lines.</param>
/// <param name="Command">The command that does it, to be copied; empty where no single one does.</param>
internal sealed record Finding(string Name, CheckState State, string Found, string Why = "", string Command = "")
{
    /// <summary>All is well.</summary>
    public static Finding Ok(string name, string found) => new(name, CheckState.Ok, found);

    /// <summary>It does not matter here, or cannot be seen.</summary>
    public static Finding NotApplicable(string name, string found) => new(name, CheckState.NotApplicable, found);
}
