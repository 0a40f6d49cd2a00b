using System.CommandLine;
using System.Diagnostics;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Inference.Devices;

namespace RobotPolicy.Cli.Commands.Doctor;

/// <summary><c>doctor</c>: whether this machine suits the service. No service is asked.</summary>
internal static class DoctorCommand
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    public static Command Build(CommandRunner runner)
    {
        var record = new Option<string?>("--record") { Description = "Folder that runs are recorded to; else the one you are in.", HelpName = "dir" };
        var device = new Option<string>("--device")
        {
            Description = "What is to compute policies (cpu, cuda, tensorrt, webgpu): what it lacks is then a problem.",
            DefaultValueFactory = _ => ExecutionDeviceOptions.NameOf(ExecutionDevice.Cpu),
        };
        device.AcceptOnlyFromAmong([.. Enum.GetValues<ExecutionDevice>().Select(ExecutionDeviceOptions.NameOf)]);
        var strict = new Option<bool>("--strict") { Description = "Exit code 1 for advice too." };
        var command = new Command("doctor", """
            Look at this machine, where the service is to run, and say what to do: real-time rights, network, ROS environment, clock, disk,
            GPU, native libraries. Needs no service, changes nothing, loads no driver.

              robotctl doctor
              robotctl doctor --device cuda --record /data/runs
              robotctl doctor --json | jq 'select(.state == "problem")'

            Limits and environment are those of this shell; a service manager gives the service its own. Ends with 0 if there is no
            problem, else 1; advice counts as well with --strict.
            """) { record, device, strict };
        return LocalFiles.Bind(runner, command, (run, _) =>
        {
            ExecutionDeviceOptions.TryParse(run.Parsed.GetValue(device), out var wanted);
            var findings = Checkup.Run(OfThisProcess(run.Terminal, run.Parsed.GetValue(record), wanted));
            DoctorText.Show(run, findings);
            var isBad = findings.Any(finding => finding.State == CheckState.Problem)
                || (run.Parsed.GetValue(strict) && findings.Any(finding => finding.State == CheckState.Advice));
            return isBad ? ExitCode.Refused : ExitCode.Ok;
        });
    }

    private static Machine OfThisProcess(Terminal terminal, string? record, ExecutionDevice device) => new()
    {
        Files = new MachineFiles("/"),
        Environment = terminal.Environment,
        FreeBytes = FreeBytes,
        MonotonicNs = () => Stopwatch.GetTimestamp() * (NanosecondsPerSecond / Stopwatch.Frequency),
        RecordFolder = Path.GetFullPath(record ?? "."),
        ProgramFolder = AppContext.BaseDirectory,
        Device = device,
    };

    private static long? FreeBytes(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (!Directory.Exists(at))
                continue;
            try
            {
                return new DriveInfo(at).AvailableFreeSpace;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        return null;
    }
}
