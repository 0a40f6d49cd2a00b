namespace RobotPolicy.Cli.Commands.Doctor;

/// <summary>What a check of the machine came to.</summary>
internal enum CheckState
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, and could be better.</summary>
    Advice,

    /// <summary>Something will not work, or not as it should.</summary>
    Problem,

    /// <summary>Does not matter here, or the machine does not show it.</summary>
    NotApplicable,
}
