using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RobotPolicy.Simulator.Faults;
using RobotPolicy.Simulator.Perturbations;
using RobotPolicy.Simulator.Rendering;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Cli;

/// <summary>Options of the running robot.</summary>
internal sealed class RunOptions
{
    private readonly Option<string> _scene = CommonOptions.Scene();
    private readonly Option<int> _seed = CommonOptions.Seed(0);
    private readonly Option<bool> _headless = new("--headless") { Description = "No cameras: physics, joint states and ground truth only." };
    private readonly Option<bool> _compressed = new("--compressed") { Description = "Publish JPEGs on .../image_raw/compressed too." };
    private readonly Option<double> _jointRate = CommonOptions.Ranged("--joint-rate", "Joint states per second.", 100.0, 1, 500);
    private readonly Option<double> _cameraRate = CommonOptions.Ranged("--camera-rate", "Images per second and camera.", CameraDefaults.RateHz, 0.1, 120);
    private readonly Option<int> _shadow = CommonOptions.ShadowSize();
    private readonly Option<int> _renderThreads = CommonOptions.Ranged(
        "--render-threads", "Extra threads of the software renderer; 0 keeps the robot off the other cores.", 0, 0, 16);

    private readonly Option<int> _priority = CommonOptions.Ranged(
        "--priority", "Real-time priority (SCHED_FIFO) of the 500 Hz physics thread, if the user may have it; 0 for none.", 10, 0, 99);

    private readonly GraphOptions _graph = new("robotpolicy_simulator");

    private readonly Option<double> _speed = new("--speed")
    {
        Description = "Simulated per real time, 0.05 to 100, or max. Stamps stay on the wall clock, and so do the times of trajectories.",
        DefaultValueFactory = _ => 1,
        CustomParser = ParseSpeed,
        HelpName = "X",
    };

    private readonly Option<string> _size = CommonOptions.PictureSize(CameraDefaults.Width, CameraDefaults.Height);

    private readonly Option<string[]> _faults = new("--fault")
    {
        Description = $"Fault to start with; may be given several times. One of: {FaultState.Accepted}",
        DefaultValueFactory = _ => [],
        HelpName = "FAULT",
    };

    private readonly Option<Perturbation> _perturbation = new("--perturb")
    {
        Description = "What differs from the scene file in all episodes, NAME[:STRENGTH[:SEED]], strength 1 and seed 0 if left out:\n"
            + PerturbationCatalogue.Described,
        DefaultValueFactory = _ => Perturbation.None,
        CustomParser = ParsePerturbation,
        HelpName = "NAME",
    };

    /// <summary>Creates the options.</summary>
    internal RunOptions()
    {
        _faults.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (!FaultState.None.TryApply(token.Value, out _, out var problem))
                    result.AddError($"--fault: {problem}");
            }
        });
    }

    /// <summary>Adds all options to a command.</summary>
    internal void AddTo(Command command)
    {
        foreach (var option in (Option[])
            [_seed, _scene, _perturbation, _headless, _compressed, _speed, _jointRate, _cameraRate, _size, _shadow, _renderThreads, _priority, _faults])
            command.Add(option);
        _graph.AddTo(command);
    }

    /// <summary>How the robot runs.</summary>
    internal SimulationOptions ReadSimulation(ParseResult result)
    {
        var size = CommonOptions.ReadPictureSize(result, _size);
        return new SimulationOptions
        {
            ScenePath = result.GetValue(_scene)!,
            Perturbation = result.GetValue(_perturbation)!,
            Seed = result.GetValue(_seed),
            Headless = result.GetValue(_headless),
            Compressed = result.GetValue(_compressed),
            Speed = result.GetValue(_speed),
            Priority = result.GetValue(_priority),
            JointRateHz = result.GetValue(_jointRate),
            CameraRateHz = result.GetValue(_cameraRate),
            CameraWidth = size.Width,
            CameraHeight = size.Height,
            ShadowSize = result.GetValue(_shadow),
        };
    }

    /// <summary>How it reaches the graph, and for how long.</summary>
    internal GraphOptions Graph => _graph;

    /// <summary>Faults to start with.</summary>
    internal string[] ReadFaults(ParseResult result) => result.GetValue(_faults) ?? [];

    /// <summary>Extra threads of the renderer.</summary>
    internal int ReadRenderThreads(ParseResult result) => result.GetValue(_renderThreads);

    private static double ParseSpeed(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text == "max")
            return double.PositiveInfinity;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed is >= 0.05 and <= 100)
            return speed;
        result.AddError($"--speed is '{text}'; expected 0.05 to 100, or max.");
        return 1;
    }

    private static Perturbation ParsePerturbation(ArgumentResult result)
    {
        if (Perturbation.TryParse(result.Tokens[0].Value, out var perturbation, out var problem))
            return perturbation;
        result.AddError($"--perturb: {problem}.");
        return Perturbation.None;
    }
}
