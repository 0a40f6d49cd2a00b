using System.CommandLine;
using System.Runtime.InteropServices;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Simulator.Bridge;
using RobotPolicy.Simulator.Fake;
using RobotPolicy.Simulator.Realtime;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Cli;

/// <summary><c>fake</c>: the driver of any hardware profile, without a robot.</summary>
internal static class FakeCommand
{
    private const string Description =
        "Speak the topics of a hardware profile as its robot's driver would: joint states in the driver's own order, pictures that show where\n"
        + "the joints are, stop inputs that never stop, a URDF with the limits; and follow commands. No robot, no physics, no GPU.\n"
        + "  robotpolicy-simulator fake --hardware hardware/ur5e.yaml --discovery loopback\n"
        + "  robotctl hardware check hardware/ur5e.yaml --discovery loopback\n"
        + "With --lie it does something wrong, as real drivers do, to see that `hardware check` finds it.";

    private static readonly TimeSpan PeerInterval = TimeSpan.FromMilliseconds(500);

    private static readonly Dictionary<string, FakeLies> Lies = Enum.GetValues<FakeLies>()
        .Where(lie => lie != FakeLies.None)
        .ToDictionary(lie => string.Concat(lie.ToString().Select((letter, i) => char.IsUpper(letter) && i > 0 ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}")));

    /// <summary>Builds the subcommand.</summary>
    internal static Command Create()
    {
        var hardware = new Option<string>("--hardware") { Description = "Hardware profile (YAML) of the robot.", HelpName = "FILE", Required = true };
        var jointRate = CommonOptions.Ranged("--joint-rate", "Joint states per second and topic.", new FakeOptions().JointRateHz, 1, 1000);
        var cameraRate = CommonOptions.Ranged("--camera-rate", "Pictures per second and camera.", new FakeOptions().CameraRateHz, 0.1, 120);
        var size = CommonOptions.PictureSize(new FakeOptions().Width, new FakeOptions().Height);
        var noDescription = new Option<bool>("--no-description") { Description = "Publish no URDF." };
        var lies = new Option<string[]>("--lie")
        {
            Description = $"What to do wrong; may be given several times. One of: {string.Join(", ", Lies.Keys)}.",
            DefaultValueFactory = _ => [],
            HelpName = "LIE",
        };
        lies.AcceptOnlyFromAmong([.. Lies.Keys]);
        var graph = new GraphOptions("fake_driver");
        var command = new Command("fake", Description) { hardware, jointRate, cameraRate, size, noDescription, lies };
        graph.AddTo(command);
        command.SetAction(result =>
        {
            var (width, height) = CommonOptions.ReadPictureSize(result, size);
            var options = new FakeOptions
            {
                JointRateHz = result.GetValue(jointRate),
                CameraRateHz = result.GetValue(cameraRate),
                Width = width,
                Height = height,
                PublishesDescription = !result.GetValue(noDescription),
                Lies = (result.GetValue(lies) ?? []).Aggregate(FakeLies.None, (all, lie) => all | Lies[lie]),
            };
            return Run(Load(result.GetRequiredValue(hardware)), options, graph.ReadTransport(result), graph.ReadDuration(result));
        });
        return command;
    }

    private static HardwareProfile Load(string file)
    {
        var errors = new List<string>();
        return HardwareProfileLoader.Load(file, errors) ?? throw new SimulatorException(string.Join(Environment.NewLine, errors));
    }

    private static int Run(HardwareProfile profile, FakeOptions options, CycloneDdsOptions network, TimeSpan? duration)
    {
        var time = TimeProvider.System;
        var log = new RateLimitedLog(Console.Error, time);
        using var transport = GraphOptions.Connect(network, log);
        using var driver = new FakeDriver(profile, transport, options, SystemMonotonicClock.Instance, time, log);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var timer = duration is { } limit ? time.CreateTimer(_ => driver.Stop(), null, limit, Timeout.InfiniteTimeSpan) : null;
        var peers = new PeerReporter(transport, log);
        driver.Start();
        Console.WriteLine(FormattableString.Invariant(
            $"READY domain={network.DomainId} discovery={network.Discovery} robot={profile.Robot.Name} joints={profile.Robot.Joints.Count}@{options.JointRateHz}Hz cameras={profile.Robot.Cameras.Count}x{options.Width}x{options.Height}@{options.CameraRateHz}Hz lies={options.Lies}"));
        while (!driver.WaitForEnd(PeerInterval))
            peers.Report();
        Console.WriteLine(driver.Summarise());
        return 0;

        void OnSignal(PosixSignalContext signal)
        {
            signal.Cancel = true;
            driver.Stop();
        }
    }
}
