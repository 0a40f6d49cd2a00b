using System.CommandLine;
using Grpc.Core;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Connection;

/// <summary>Runs a command's body and turns whatever goes wrong into a sentence and an exit code.</summary>
internal sealed class CommandRunner(Terminal terminal, GlobalOptions options)
{
    /// <summary>Gives a command its body.</summary>
    /// <param name="command">The command.</param>
    /// <param name="body">What it does; its token fires with Ctrl-C.</param>
    /// <param name="timeout">Time for one answer, if not the usual one.</param>
    public Command Bind(Command command, Func<Invocation, CancellationToken, Task<int>> body, TimeSpan? timeout = null)
    {
        command.SetAction((parsed, _) => RunAsync(parsed, body, timeout ?? ConnectionSettings.DefaultTimeout));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<Invocation, CancellationToken, Task<int>> body, TimeSpan timeout)
    {
        var printer = new Printer(terminal, options.Json(parsed));
        var stop = terminal.Interrupts.Token;
        ConnectionSettings? settings = null;
        try
        {
            settings = options.Read(parsed, terminal.Environment, timeout);
            using var robot = new RobotConnection(settings, terminal.Time);
            return await body(new Invocation(parsed, terminal, printer, robot), stop).ConfigureAwait(false);
        }
        catch (CommandException exception)
        {
            var failure = new Failure(exception.ExitCode, exception.ExitCode == ExitCode.Usage ? "usage" : "failed", exception.Message, new StatusDetails(null, []));
            return Tell(printer, failure);
        }
        catch (RpcException exception) when (exception.StatusCode != StatusCode.Cancelled || !stop.IsCancellationRequested)
        {
            return Tell(printer, Failure.Of(exception, settings!));
        }
        catch (Exception exception) when (exception is OperationCanceledException or RpcException && stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (IOException exception) when (IsBrokenPipe(exception))
        {
            return ExitCode.Ok; // whoever read our output has enough
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Tell(printer, new Failure(ExitCode.Usage, "usage", exception.Message, new StatusDetails(null, [])));
        }
    }

    private static int Tell(Printer printer, Failure failure)
    {
        if (printer.Json)
            printer.NoteObject(failure.Write);
        else
            printer.Note(failure.Text(), Tone.Bad);
        return failure.ExitCode;
    }

    /// <summary>Whether whoever read our output has left.</summary>
    internal static bool IsBrokenPipe(IOException exception) => exception.Message.Contains("Broken pipe", StringComparison.Ordinal);
}
