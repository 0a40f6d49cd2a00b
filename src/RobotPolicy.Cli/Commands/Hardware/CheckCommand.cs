using System.CommandLine;
using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Checks;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Control.Hardware;

namespace RobotPolicy.Cli.Commands.Hardware;

/// <summary><c>hardware check</c>: whether a profile fits what a robot publishes.</summary>
internal static class CheckCommand
{
    public static Command Build(CommandRunner runner)
    {
        var file = new Argument<string>("file") { Description = "Hardware profile (YAML)." };
        var strict = new Option<bool>("--strict") { Description = "Exit code 1 for advice too." };
        var graph = new GraphOptions();
        var command = new Command("check", """
            Listen to the robot for a few seconds and compare what it publishes with a profile: names and units of joints, positions against
            limits, rates against timeouts, stamps against the clock, QoS and types, who takes commands, cameras, stop inputs, and whether a
            topic has two publishers. Each finding says what to do. Publishes nothing, moves nothing; the service may run beside it.

              robotctl hardware check hardware/ur5e.yaml --domain 7
              robotctl hardware check hardware/so101.yaml --discovery jazzy-local --seconds 20
              robotctl hardware check my_arm.yaml --json | jq 'select(.state == "problem")'

            Ends with 0 if there is no problem, else 1; advice counts as well with --strict; 2 if the profile itself is wrong.
            """) { file, strict };
        graph.AddTo(command);
        return LocalFiles.Bind(runner, command, (run, stop) =>
        {
            var profile = Load(run.Parsed.GetRequiredValue(file));
            var findings = HardwareCheckup.Run(profile, Hear(run, graph, profile, stop));
            DoctorText.Show(run, findings);
            var isBad = findings.Any(finding => finding.State == CheckState.Problem)
                || (run.Parsed.GetValue(strict) && findings.Any(finding => finding.State == CheckState.Advice));
            return isBad ? ExitCode.Refused : ExitCode.Ok;
        });
    }

    private static HardwareProfile Load(string file)
    {
        var errors = new List<string>();
        return HardwareProfileLoader.Load(file, errors) ?? throw new CommandException(ExitCode.Usage, string.Join(Environment.NewLine, errors));
    }

    private static Heard Hear(Invocation run, GraphOptions graph, HardwareProfile profile, CancellationToken stop)
    {
        using var transport = graph.Open(run);
        using var listener = new GraphListener(transport, run.Terminal.Time);
        listener.Follow(profile);
        graph.Listen(run, () => { }, stop);
        return listener.Finish();
    }
}
