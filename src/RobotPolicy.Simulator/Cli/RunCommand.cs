using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Simulator.Bridge;
using RobotPolicy.Simulator.Realtime;
using RobotPolicy.Simulator.Realtime.Interop;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Cli;

/// <summary><c>run</c>, also without a name: the robot on ROS topics, in real time.</summary>
internal static class RunCommand
{
    private const string Description =
        "Run the robot on ROS 2 topics in real time, until SIGINT or SIGTERM.\n"
        + "publishes  /joint_states, /camera/{front,wrist}/{image_raw,camera_info}, /simulator/{cube_pose,ground_truth}\n"
        + "obeys      /forward_position_controller/commands, /joint_trajectory_controller/joint_trajectory (the last writer wins)\n"
        + "reset      ros2 topic pub --once /simulator/reset std_msgs/msg/String \"data: seed=123\"\n"
        + "           (with several discs: \"data: seed=123 goal=blue\")\n"
        + "faults     ros2 topic pub --once /simulator/fault std_msgs/msg/String \"data: freeze_camera front\"";

    private static readonly TimeSpan PeerInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Builds the subcommand.</summary>
    internal static Command Create()
    {
        var command = new Command("run", Description);
        Configure(command);
        return command;
    }

    /// <summary>Gives a command the options and the behaviour of <c>run</c>.</summary>
    internal static void Configure(Command command)
    {
        var options = new RunOptions();
        options.AddTo(command);
        command.SetAction(result => Run(
            options.ReadSimulation(result),
            options.Graph.ReadTransport(result),
            options.ReadFaults(result),
            options.ReadRenderThreads(result),
            options.Graph.ReadDuration(result)));
    }

    private static int Run(SimulationOptions options, CycloneDdsOptions network, string[] faults, int renderThreads, TimeSpan? duration)
    {
        // Mesa reads its environment when it is loaded, and reads the C library's copy of it, which .NET does not write.
        _ = LibcNative.setenv("LP_NUM_THREADS", renderThreads.ToString(CultureInfo.InvariantCulture), 0);
        var time = TimeProvider.System;
        var log = new RateLimitedLog(Console.Error, time);
        using var transport = GraphOptions.Connect(network, log);
        using var robot = new RobotProcess(options, transport, SystemMonotonicClock.Instance, time, log);
        foreach (var fault in faults)
            robot.Faults.TryApply(fault, out _);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var timer = duration is { } limit ? time.CreateTimer(_ => robot.Stop(), null, limit, Timeout.InfiniteTimeSpan) : null;
        var peers = new PeerReporter(transport, log);
        robot.Start();
        robot.Ready.ContinueWith(
            ready => Console.WriteLine(FormattableString.Invariant(
                $"READY domain={network.DomainId} discovery={network.Discovery} seed={options.Seed} joints={options.JointRateHz}Hz cameras={(options.Headless ? "none" : $"{options.CameraWidth}x{options.CameraHeight}@{options.CameraRateHz}Hz")} speed={options.Speed} renderer=\"{ready.Result}\"")),
            TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously);
        while (!robot.WaitForEnd(PeerInterval))
            peers.Report();
        Console.WriteLine(robot.Summarise());
        return 0;

        void OnSignal(PosixSignalContext signal)
        {
            signal.Cancel = true;
            robot.Stop();
        }
    }
}
