using System.CommandLine;
using RobotPolicy.Ros.CycloneDds;

namespace RobotPolicy.Server.Options;

/// <summary>The command line.</summary>
internal sealed class ServerCommandLine
{
    private readonly Option<FileInfo> _hardware = new("--hardware")
    {
        Description = "Hardware profile of the robot (YAML): joints, limits, topics, cameras.",
        Required = true,
    };

    private readonly Option<FileSystemInfo?> _policy = new("--policy")
    {
        Description = "Policy package that is loaded at the start: a folder with manifest.json, or an ONNX file that describes itself.",
    };

    private readonly Option<DirectoryInfo[]> _policies = new("--policies")
    {
        Description = "Folder with packages that an operator may load; may be given several times.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<double?> _policyRate = new("--policy-rate")
    {
        Description = "Actions per second of packages that do not say it themselves, 1 to 1000. Without it they are refused.",
    };

    private readonly Option<DirectoryInfo?> _rollouts = new("--rollouts")
    {
        Description = "Folder that receives a rollout of every task, for 'robotctl calibrate'. Without it nothing is kept.",
    };

    private readonly Option<bool> _simTime = new("--use-sim-time")
    {
        Description = "Read stamps by ROS time from /clock, as in a simulation.",
    };

    private readonly Option<bool> _resume = new("--ros-resume")
    {
        Description = "Offer ~/resume as a ROS service. Anybody on the network may then restart motion.",
    };

    private readonly ApiCommandLine _api = new();

    private readonly RecordingCommandLine _recording = new();

    private readonly Option<string?> _task = new("--task")
    {
        Description = "Start this task as soon as everything is ready. Without it nothing moves.",
    };

    private readonly Option<uint> _domain = new("--domain")
    {
        Description = "ROS domain id. Default: ROS_DOMAIN_ID, else 0.",
        DefaultValueFactory = _ => uint.TryParse(Environment.GetEnvironmentVariable("ROS_DOMAIN_ID"), out var domain) ? domain : 0,
    };

    private readonly Option<string> _discovery = new("--discovery")
    {
        Description = "Who is found: lan, jazzy-local (ROS 2 limited to localhost), loopback (our own processes), custom (CYCLONEDDS_URI). "
            + "A wrong profile fails silently: watch the matched counts.",
        DefaultValueFactory = _ => "lan",
    };

    private readonly Option<string> _node = new("--node") { Description = "Name of the node.", DefaultValueFactory = _ => "robot_policy" };

    private readonly Option<int> _gidSize = new("--gid-size")
    {
        Description = "Identity size in ros_discovery_info: 16 for Iron and later, 24 for Humble. Only 'ros2 node list' cares.",
        DefaultValueFactory = _ => 16,
    };

    private readonly Option<int> _rate = new("--rate")
    {
        Description = "Control rate in Hz, 10 to 1000.",
        DefaultValueFactory = _ => ServerOptions.DefaultRateHz,
    };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads of one inference; fewer than the machine's cores, so that the control thread has its own.",
        DefaultValueFactory = _ => 1,
    };

    private readonly DeviceOptions _device = new();

    private readonly RealTimeCommandLine _realTime = new();

    private readonly Option<string?> _otlp = new("--otlp")
    {
        Description = "Send metrics and traces to an OpenTelemetry collector: http://host:4317 (gRPC) or http://host:4318 (HTTP). "
            + "OTEL_EXPORTER_OTLP_ENDPOINT does the same, and the other OTEL_ variables count. Without either nothing is sent.",
        HelpName = "address",
    };

    private readonly Option<string> _logFormat = new("--log-format")
    {
        Description = "Log on standard error as text, or as json with one object per line.",
        DefaultValueFactory = _ => "text",
    };

    public ServerCommandLine()
    {
        _discovery.AcceptOnlyFromAmong("lan", "jazzy-local", "loopback", "custom");
        _logFormat.AcceptOnlyFromAmong("text", "json");
    }

    /// <summary>Builds the commands.</summary>
    /// <param name="run">Runs the service; returns the exit code.</param>
    public RootCommand Build(Func<ServerOptions, CancellationToken, Task<int>> run)
    {
        var robot = new Command("run", "Run a policy on a robot.") { _task };
        Option[] common =
        [
            _hardware, _policy, _policies, _policyRate, _rollouts, _domain, _discovery, _node, _gidSize, _simTime, _resume, _rate, _threads, _otlp, _logFormat,
        ];
        foreach (var option in common)
            robot.Add(option);
        _realTime.AddTo(robot);
        _recording.AddTo(robot);
        _device.AddTo(robot);
        _api.AddTo(robot);
        robot.SetAction((parsed, stop) => run(Read(parsed) with { Task = parsed.GetValue(_task) }, stop));
        return new RootCommand("RobotPolicy: runs learned policies on a robot over ROS 2. It is not a safety function.")
        {
            robot, TokenCommand.Create(TimeProvider.System),
        };
    }

    private ServerOptions Read(ParseResult parsed) => new()
    {
        HardwareFile = parsed.GetRequiredValue(_hardware).FullName,
        PolicyFolder = parsed.GetValue(_policy)?.FullName,
        PolicyFolders = [.. parsed.GetValue(_policies)!.Select(folder => folder.FullName)],
        PolicyRateHz = parsed.GetValue(_policyRate),
        RolloutFolder = parsed.GetValue(_rollouts)?.FullName,
        Recording = _recording.Read(parsed),
        RecordedTopics = _recording.ReadTopics(parsed),
        LogFolders = _recording.ReadFolders(parsed),
        UseSimTime = parsed.GetValue(_simTime),
        OfferResume = parsed.GetValue(_resume),
        Api = _api.Read(parsed),
        RateHz = parsed.GetValue(_rate),
        InferenceThreads = parsed.GetValue(_threads),
        Device = _device.Read(parsed),
        OnnxRuntimeFolder = _device.ReadFolder(parsed),
        Otlp = OtlpOptions.Read(parsed.GetValue(_otlp), Environment.GetEnvironmentVariable),
        JsonLog = parsed.GetValue(_logFormat) == "json",
        Ros = new CycloneDdsOptions
        {
            DomainId = parsed.GetValue(_domain),
            NodeName = parsed.GetValue(_node)!,
            GidSize = parsed.GetValue(_gidSize),
            Discovery = parsed.GetValue(_discovery) switch
            {
                "jazzy-local" => DiscoveryProfile.JazzyLocal,
                "loopback" => DiscoveryProfile.Loopback,
                "custom" => DiscoveryProfile.Custom,
                _ => DiscoveryProfile.Lan,
            },
        },
        RealTime = _realTime.Read(parsed),
    };
}
