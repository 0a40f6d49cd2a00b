using System.CommandLine;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Cli.Commands.Policies;

/// <summary>
/// <c>policies prepare</c>: loads a package on this machine's device as the service would, ahead of it, so that what the device
/// builds of a graph is there when the service starts. No service is asked; nothing moves.
/// </summary>
internal static class PrepareCommand
{
    public static Command Build(CommandRunner runner)
    {
        var package = new Argument<string>("package") { Description = "Folder of a package on this disk, or an .onnx file that describes itself." };
        var robot = FolderCommand.Robot();
        var rate = FolderCommand.Rate();
        var device = new DeviceArguments();
        var command = new Command("prepare", """
            Load and warm up a package on this machine's device, ahead of the service. Needs no service; nothing moves.

              robotctl policies prepare ./pick --device tensorrt --cache /var/cache/robotpolicy
              robotctl policies prepare ./pick --cache /var/cache/robotpolicy                      the processor
              robotctl policies prepare ./pick                        does it load, and how long does it take?

            TensorRT builds an engine of each graph, which takes minutes, and keeps engines and timings in the folder. For the processor
            the folder keeps each graph as ONNX Runtime has optimised it, which takes more room than the package (ACT: 1.6 times): once it has
            answered as the package does, bit by bit, later starts map it. Prepare as the user that the service runs as, with the service's own device
            options: a second run, and the service, then find it.
            A device that does not work is refused with what is missing. Without --robot a stand-in with the package's own joints and
            cameras is used.
            """) { package, robot, rate };
        device.AddTo(command);
        return LocalFiles.Bind(runner, command, (run, stop) =>
        {
            var path = run.Parsed.GetRequiredValue(package);
            if (!Directory.Exists(path) && !File.Exists(path))
                throw CommandException.Usage($"There is no {path}.");
            return Run(run, path, run.Parsed.GetValue(robot), FolderCommand.Interval(run.Parsed.GetValue(rate)), device.Read(run.Parsed), stop);
        });
    }

    private static int Run(Invocation run, string path, string? robotFile, TimeSpan? interval, OnnxGraphOptions graph, CancellationToken stop)
    {
        var errors = new List<PackageError>();
        if (PolicyPackage.Load(path, errors) is not { } package)
            return Refuse(run, errors);
        var robot = FolderCommand.ReadRobot(robotFile) ?? StandInRobot.Of(package);
        var prepared = PrepareProgress.Show(run, tell => Prepare(run, path, package.Name, robot, interval, graph, errors, tell, stop));
        if (prepared is null)
            return Refuse(run, errors);
        if (run.Printer.Json)
            run.Printer.Object(json => PrepareText.Write(json, prepared));
        else
            PrepareText.Tell(run.Printer, prepared);
        return ExitCode.Ok;
    }

    private static Preparation? Prepare(
        Invocation run,
        string path,
        string policy,
        RobotDescription robot,
        TimeSpan? interval,
        OnnxGraphOptions graph,
        List<PackageError> errors,
        Action<string> show,
        CancellationToken stop)
    {
        void Tell(string step)
        {
            // Between two graphs; what a device builds of one cannot be broken off.
            stop.ThrowIfCancellationRequested();
            show(step);
        }

        Tell($"probing {graph.Device}");
        var probe = graph.Device.Device == ExecutionDevice.Cpu
            ? new InProcessDeviceProbe().Probe(graph.Device)
            : ChildDeviceProbe.OfThisProgram().Probe(graph.Device);
        if (!probe.Works)
            throw new CommandException(ExitCode.Refused, probe.Detail);

        var before = EngineCache.Open(graph.Device.CacheFolder);
        var meter = new GraphMeter(run.Terminal.Time)
        {
            OnOpening = file => Tell(graph.Device.Device == ExecutionDevice.TensorRt ? $"opening {file}; an engine that is not in the cache takes minutes" : $"opening {file}"),
        };
        using var images = new ImagePreprocessor();
        using var goalImages = new ImagePreprocessor();
        var loaded = PolicyLoader.Load(path, robot, images, new PolicyLoaderOptions
        {
            Graph = graph with { Meter = meter },
            DeviceProbe = new KnownProbe(probe),
            ActionInterval = interval,
            GoalImages = goalImages,
            TimeProvider = run.Terminal.Time,

            // All of them, however slow the network is: they are what is told.
            WarmUpTime = TimeSpan.MaxValue,
            OnStage = stage =>
            {
                if (stage == PolicyLoadStage.WarmingUp)
                    Tell("warming up");
            },
        });
        loaded.Policy?.Dispose();
        errors.AddRange(loaded.Errors);
        return loaded.Errors.Count > 0
            ? null
            : new Preparation(Path.GetFullPath(path), policy, graph, probe.Detail, loaded, meter.Graphs, before, EngineCache.Open(graph.Device.CacheFolder));
    }

    private static int Refuse(Invocation run, List<PackageError> errors)
    {
        foreach (var error in errors)
            run.Printer.Note($"{error}", Tone.Bad);
        return ExitCode.Refused;
    }

    /// <summary>The answer of a probe that was made already: the first touch of a GPU takes seconds.</summary>
    private sealed class KnownProbe(DeviceProbeResult result) : IDeviceProbe
    {
        public DeviceProbeResult Probe(ExecutionDeviceOptions options) => result;
    }
}
