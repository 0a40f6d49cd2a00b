namespace RobotPolicy.Data.Log;

/// <summary>Kinds of <see cref="LoggedEvent"/>, and what their data holds.</summary>
public static class LogEvents
{
    /// <summary>How the service was started: robot, rate, limits of the loop, versions, machine.</summary>
    public const string Service = "service";

    /// <summary>A policy was loaded; subject is its package. Folder, hash, device, executor.</summary>
    public const string Policy = "policy";

    /// <summary>A policy was offered to the loop; subject is its package, empty for none. The next tick that was offered one took this.</summary>
    public const string Equip = "equip";

    /// <summary>What the policy is to reach from the next epoch on; subject is its package.</summary>
    public const string Goal = "goal";

    /// <summary>What the next task wants done about the failure monitor.</summary>
    public const string Reaction = "reaction";

    /// <summary>A task changed; subject is its id. State, text, policy, attempt, step, takeovers, holds, verdict.</summary>
    public const string Task = "task";

    /// <summary>Somebody took over, listens to a source, or handed back; subject is who. Change.</summary>
    public const string Intervention = "intervention";

    /// <summary>An alert was raised, changed or resolved; subject is its id.</summary>
    public const string Alert = "alert";

    /// <summary>A question was asked or answered; subject is its id.</summary>
    public const string Question = "question";

    /// <summary>Messages are missing from here on; subject is the topic. How many, of how many.</summary>
    public const string Drop = "drop";
}
