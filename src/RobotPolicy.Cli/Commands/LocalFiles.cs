using System.CommandLine;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Datasets;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Cli.Commands;

/// <summary>Commands on recordings and datasets of this machine's own disk, which may be damaged.</summary>
internal static class LocalFiles
{
    /// <summary>Runs a body; a damaged file, and a library that is missing, are refused with the reason.</summary>
    public static Command Bind(CommandRunner runner, Command command, Func<Invocation, CancellationToken, int> body) =>
        runner.Bind(command, (run, stop) => Task.FromResult(Run(() => body(run, stop))));

    /// <summary>The same for a command that reads files only sometimes.</summary>
    public static int Run(Func<int> body)
    {
        try
        {
            return body();
        }
        catch (Exception exception) when (exception is McapException or BagException or DatasetException)
        {
            throw new CommandException(ExitCode.Refused, exception.Message);
        }
        catch (DllNotFoundException exception)
        {
            var isCompression = exception.Message.Contains("lz4", StringComparison.Ordinal) || exception.Message.Contains("zstd", StringComparison.Ordinal);
            throw new CommandException(
                ExitCode.Refused, isCompression ? $"A compression library is missing (Debian: liblz4-1, libzstd1): {exception.Message}" : exception.Message);
        }
    }
}
