namespace RobotPolicy.Cli.Output;

/// <summary>Ends a command with one readable sentence and an exit code.</summary>
internal sealed class CommandException(int exitCode, string message) : Exception(message)
{
    /// <summary>See <see cref="Output.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>The command line, or a file that it names, is wrong.</summary>
    public static CommandException Usage(string message) => new(Output.ExitCode.Usage, message);
}
