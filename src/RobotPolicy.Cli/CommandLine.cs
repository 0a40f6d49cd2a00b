using System.CommandLine;
using RobotPolicy.Cli.Commands.Alerts;
using RobotPolicy.Cli.Commands.Analysis;
using RobotPolicy.Cli.Commands.Calibration;
using RobotPolicy.Cli.Commands.Datasets;
using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware;
using RobotPolicy.Cli.Commands.Intervention;
using RobotPolicy.Cli.Commands.Leases;
using RobotPolicy.Cli.Commands.Logs;
using RobotPolicy.Cli.Commands.Mcap;
using RobotPolicy.Cli.Commands.Overview;
using RobotPolicy.Cli.Commands.Policies;
using RobotPolicy.Cli.Commands.Questions;
using RobotPolicy.Cli.Commands.Replay;
using RobotPolicy.Cli.Commands.Rollouts;
using RobotPolicy.Cli.Commands.Shell;
using RobotPolicy.Cli.Commands.Stops;
using RobotPolicy.Cli.Commands.Tasks;
using RobotPolicy.Cli.Commands.Telemetry;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli;

/// <summary>The commands. Where the first word names one, only that one is built: a stop does not wait for the rest.</summary>
internal static class CommandLine
{
    private const string Description = """
        The operator's command line of RobotPolicy. It only requests stops: it is not a safety function.

          robotctl status --watch                   what the robot does, and why
          robotctl run "pick up the cube"           start a task and follow it to its end
          robotctl stop                             hold the arm now; no lease needed
          robotctl stop emergency                   latched; `robotctl reset` releases it and starts nothing

        What could move the robot needs the lease: such a command takes it for its own duration, keeps it by heartbeats, and gives it
        back. `robotctl lease acquire` holds it for a whole script.

        Exit codes: 0 done; 1 refused or failed on the robot's side; 2 wrong usage, nothing was sent; 3 nobody answered;
        4 not authorised, or the lease was lost; 5 the task ended by a fault; 130 interrupted.
        Colours are off where the output is no terminal, and with NO_COLOR.
        """;

    private static readonly Dictionary<string, Func<CommandRunner, Command>> Commands = new()
    {
        ["status"] = StatusCommand.Build,
        ["run"] = RunCommand.Build,
        ["stop"] = StopCommand.Build,
        ["reset"] = ResetCommand.Build,
        ["tasks"] = TaskCommands.Build,
        ["policies"] = PolicyCommands.Build,
        ["intervene"] = InterveneCommands.Build,
        ["questions"] = QuestionCommands.Build,
        ["alerts"] = AlertCommands.Build,
        ["lease"] = LeaseCommands.Build,
        ["heartbeat"] = HeartbeatCommand.Build,
        ["state"] = StateCommand.Build,
        ["robot"] = RobotCommand.Build,
        ["camera"] = CameraCommand.Build,
        ["metrics"] = MetricsCommand.Build,
        ["health"] = HealthCommand.Build,
        ["doctor"] = DoctorCommand.Build,
        ["hardware"] = HardwareCommands.Build,
        ["mcap"] = McapCommands.Build,
        ["replay"] = ReplayCommand.Build,
        ["export"] = ExportCommand.Build,
        ["datasets"] = DatasetCommands.Build,
        ["import"] = ImportCommand.Build,
        ["analyse"] = AnalyseCommand.Build,
        ["logs"] = LogsCommands.Build,
        ["calibrate"] = CalibrateCommand.Build,
        ["rollouts"] = RolloutCommands.Build,
        ["whoami"] = WhoAmICommand.Build,
        ["completion"] = CompletionCommand.Build,
    };

    /// <summary>Parses and runs; returns the exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal)
    {
        var parsed = Parse(args, terminal);
        if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
            return TellUsage(parsed, terminal);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false,
                Output = terminal.Out,
                Error = terminal.Error,
            }).ConfigureAwait(false);
        }
        catch (IOException exception) when (CommandRunner.IsBrokenPipe(exception))
        {
            return ExitCode.Ok;
        }
    }

    /// <summary>Parses only.</summary>
    public static ParseResult Parse(IReadOnlyList<string> args, Terminal terminal)
    {
        var root = new RootCommand(Description);
        var options = new GlobalOptions();
        options.AddTo(root);
        ShortHelp.Install(root);
        var runner = new CommandRunner(terminal, options);
        if (args.Count > 0 && Commands.TryGetValue(args[0], out var build))
        {
            root.Add(build(runner));
        }
        else
        {
            foreach (var each in Commands.Values)
                root.Add(each(runner));
        }

        // A goal may begin with '@': it is a text, not the name of a file with more arguments.
        return root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    private static int TellUsage(ParseResult parsed, Terminal terminal)
    {
        var command = string.Join(' ', Path(parsed.CommandResult));
        foreach (var error in parsed.Errors)
            terminal.Error.WriteLine($"robotctl: {error.Message}");
        terminal.Error.WriteLine($"Try '{command} --help'.");
        return ExitCode.Usage;
    }

    private static IEnumerable<string> Path(System.CommandLine.Parsing.CommandResult result)
    {
        var above = result.Parent is System.CommandLine.Parsing.CommandResult parent ? Path(parent) : [];
        return above.Append(result.Command is RootCommand ? "robotctl" : result.Command.Name);
    }
}
