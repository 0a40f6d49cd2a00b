namespace RobotPolicy.Cli.Output;

/// <summary>Exit codes, as <c>robotctl --help</c> states them; scripts rely on their values.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>The service refused, or could not do it.</summary>
    public const int Refused = 1;

    /// <summary>The command line, or a file that it names, is wrong; nothing was sent.</summary>
    public const int Usage = 2;

    /// <summary>Nobody answered in time.</summary>
    public const int Unreachable = 3;

    /// <summary>The role or the lease does not allow it, or the lease was lost.</summary>
    public const int NotAuthorised = 4;

    /// <summary>The task that was followed ended by a fault or an emergency stop.</summary>
    public const int TaskFailed = 5;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;
}
