namespace RobotPolicy.Cli.Output;

/// <summary>Asks for a line.</summary>
internal static class Prompt
{
    /// <summary>Shows the question and returns what was typed, trimmed. Throws <see cref="OperationCanceledException"/> with Ctrl-C.</summary>
    public static async Task<string> ReadAsync(Terminal terminal, string question, CancellationToken stop)
    {
        terminal.Out.Write(question);
        // A read of the terminal cannot be cancelled; what is given up is waiting for it.
        var line = await Task.Run(terminal.In.ReadLine, CancellationToken.None).WaitAsync(stop).ConfigureAwait(false);
        return line?.Trim() ?? throw CommandException.Usage("the input ended without an answer.");
    }
}
