using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Simulator.Faults;
using RobotPolicy.Simulator.Perturbations;
using RobotPolicy.Simulator.Rendering;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Cli;

/// <summary>Options of the running robot.</summary>
internal sealed class RunOptions
{
    private static readonly (string Name, DiscoveryProfile Profile)[] Profiles =
    [
        ("lan", DiscoveryProfile.Lan), ("loopback", DiscoveryProfile.Loopback), ("jazzy-local", DiscoveryProfile.JazzyLocal), ("custom", DiscoveryProfile.Custom),
    ];

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

    private readonly Option<double> _duration = CommonOptions.Ranged("--duration", "Seconds after which to stop; 0 runs until a signal.", 0.0, 0, 1e9);
    private readonly Option<int> _domain = CommonOptions.Ranged(
        "--domain", "DDS domain, the graph's ROS_DOMAIN_ID.", 0, 0, (int)CycloneDdsOptions.MaxDomainId);

    private readonly Option<string> _discovery = new("--discovery")
    {
        Description = "Which peers are found: lan (multicast, as ROS 2 does), loopback (this machine, our own processes), jazzy-local "
            + "(this machine, ROS 2 Jazzy and later), custom (CYCLONEDDS_URI). A wrong choice fails silently.",
        DefaultValueFactory = _ => "lan",
        HelpName = "PROFILE",
    };

    private readonly Option<double> _speed = new("--speed")
    {
        Description = "Simulated per real time, 0.05 to 100, or max. Stamps stay on the wall clock, and so do the times of trajectories.",
        DefaultValueFactory = _ => 1,
        CustomParser = ParseSpeed,
        HelpName = "X",
    };

    private readonly Option<string> _size = new("--camera-size")
    {
        Description = "Image size in pixels, each side 16 to 1920.",
        DefaultValueFactory = _ => $"{CameraDefaults.Width}x{CameraDefaults.Height}",
        HelpName = "WxH",
    };

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
        _discovery.AcceptOnlyFromAmong([.. Profiles.Select(profile => profile.Name)]);
        _size.Validators.Add(result =>
        {
            if (!TryParseSize(result.GetValueOrDefault<string>(), out _))
                result.AddError($"--camera-size is '{result.GetValueOrDefault<string>()}'; expected WIDTHxHEIGHT, each 16 to 1920.");
        });
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
            [_seed, _scene, _perturbation, _headless, _compressed, _speed, _jointRate, _cameraRate, _size, _shadow, _renderThreads, _priority, _duration, _domain, _discovery, _faults])
            command.Add(option);
    }

    /// <summary>How the robot runs.</summary>
    internal SimulationOptions ReadSimulation(ParseResult result)
    {
        _ = TryParseSize(result.GetValue(_size)!, out var size);
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

    /// <summary>How it reaches the graph.</summary>
    internal CycloneDdsOptions ReadTransport(ParseResult result) => new()
    {
        DomainId = (uint)result.GetValue(_domain),
        NodeName = "robotpolicy_simulator",
        Discovery = Profiles.First(profile => profile.Name == result.GetValue(_discovery)).Profile,
    };

    /// <summary>Faults to start with.</summary>
    internal string[] ReadFaults(ParseResult result) => result.GetValue(_faults) ?? [];

    /// <summary>Extra threads of the renderer.</summary>
    internal int ReadRenderThreads(ParseResult result) => result.GetValue(_renderThreads);

    /// <summary>When to stop, or <see langword="null"/>.</summary>
    internal TimeSpan? ReadDuration(ParseResult result) =>
        result.GetValue(_duration) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null;

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

    private static bool TryParseSize(string text, out (int Width, int Height) size)
    {
        size = default;
        var parts = text.Split('x');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out size.Width)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out size.Height)
            && size is (>= 16 and <= 1920, >= 16 and <= 1920);
    }
}
