using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Recording;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Naming;
using RobotPolicy.Server.Hosting;

namespace RobotPolicy.Server.Options;

/// <summary>Everything that the service is told at its start; fixed while it runs.</summary>
public sealed record ServerOptions
{
    /// <summary>Default of <see cref="RateHz"/>.</summary>
    public const int DefaultRateHz = 100;

    /// <summary>Hardware profile of the robot.</summary>
    public required string HardwareFile { get; init; }

    /// <summary>Folder of the package, or ONNX file, that is loaded at the start, or <see langword="null"/> for none.</summary>
    public string? PolicyFolder { get; init; }

    /// <summary>Folders with packages that an operator may load.</summary>
    public IReadOnlyList<string> PolicyFolders { get; init; } = [];

    /// <summary>Actions per second of packages that do not state it, 1…1000; <see langword="null"/>, the default, refuses them.</summary>
    public double? PolicyRateHz { get; init; }

    /// <summary>Folder that receives a rollout of every task; <see langword="null"/>, the default, keeps none.</summary>
    public string? RolloutFolder { get; init; }

    /// <summary>Where and how runs are recorded; <see langword="null"/>, the default, for not at all.</summary>
    public RecordingOptions? Recording { get; init; }

    /// <summary>Folders with recordings of earlier runs, to be looked back at beside those of this one.</summary>
    public IReadOnlyList<string> LogFolders { get; init; } = [];

    /// <summary>Further topics to record, as <c>/name=package/msg/Type</c>.</summary>
    public IReadOnlyList<string> RecordedTopics { get; init; } = [];

    /// <summary>Whether stamps are read by ROS time from <c>/clock</c>, as in a simulation. Default false.</summary>
    public bool UseSimTime { get; init; }

    /// <summary>Whether the ROS service <c>~/resume</c> is offered: anybody on the network may then restart motion. Default false.</summary>
    public bool OfferResume { get; init; }

    /// <summary>Where the operator's API listens, and who is let in.</summary>
    public ApiOptions Api { get; init; } = new();

    /// <summary>Task that is started as soon as everything is ready; <see langword="null"/>, the default, starts none.</summary>
    public string? Task { get; init; }

    /// <summary>Control rate in Hz, 10…1000. Default 100.</summary>
    public int RateHz { get; init; } = DefaultRateHz;

    /// <summary>Threads that one inference may use, 1…64. Default 1.</summary>
    public int InferenceThreads { get; init; } = 1;

    /// <summary>What computes the policy. Default: the processor.</summary>
    public ExecutionDeviceOptions Device { get; init; } = new();

    /// <summary>Folder with ONNX Runtime's core and providers; <see langword="null"/> for the environment's, else the core beside the program.</summary>
    public string? OnnxRuntimeFolder { get; init; }

    /// <summary>The node on the ROS 2 graph.</summary>
    public required CycloneDdsOptions Ros { get; init; }

    /// <summary>What the control thread asks of the operating system.</summary>
    public RealTimeOptions RealTime { get; init; } = new();

    /// <summary>Where metrics and traces go; <see langword="null"/>, the default, for nowhere.</summary>
    public OtlpOptions? Otlp { get; init; }

    /// <summary>Whether the log is one JSON object per line rather than text. Default false.</summary>
    public bool JsonLog { get; init; }

    /// <summary>A further topic's name and the name of its type.</summary>
    public static (string Topic, string Type) SplitTopic(string given)
    {
        ArgumentNullException.ThrowIfNull(given);
        var at = given.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (given, "") : (given[..at], given[(at + 1)..]);
    }

    /// <summary>Every error in these options; empty when they are sound.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        if (!File.Exists(HardwareFile))
            errors.Add($"--hardware: expected a file, actual '{HardwareFile}', which is not there");
        if (PolicyFolder is not null && !Directory.Exists(PolicyFolder) && !File.Exists(PolicyFolder))
            errors.Add($"--policy: expected a folder or an ONNX file, actual '{PolicyFolder}', which is not there");
        foreach (var folder in PolicyFolders)
            if (!Directory.Exists(folder))
                errors.Add($"--policies: expected a folder, actual '{folder}', which is not there");
        if (RolloutFolder is not null && !Directory.Exists(RolloutFolder))
            errors.Add($"--rollouts: expected a folder, actual '{RolloutFolder}', which is not there");
        Recording?.Validate(errors);
        foreach (var folder in LogFolders)
            if (!Directory.Exists(folder))
                errors.Add($"--logs: expected a folder, actual '{folder}', which is not there");
        foreach (var topic in RecordedTopics)
            CheckTopic(topic, errors);
        if (PolicyRateHz is { } rate and not (>= 1 and <= 1000))
            errors.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"--policy-rate: expected 1…1000 actions per second, actual {rate}"));
        if (Task is not null && PolicyFolder is null)
            errors.Add("--task: expected --policy beside it, actual none: there is nothing that could run the task");
        if (RateHz is < 10 or > 1000)
            errors.Add($"--rate: expected 10…1000 Hz, actual {RateHz}");
        if (InferenceThreads is < 1 or > 64)
            errors.Add($"--threads: expected 1…64, actual {InferenceThreads}");
        if (Device.DeviceId is < 0 or > 63)
            errors.Add($"--device-id: expected 0…63, actual {Device.DeviceId}");
        if (OnnxRuntimeFolder is { } libraries && !Directory.Exists(libraries))
            errors.Add($"--onnxruntime: expected a folder, actual '{libraries}', which is not there");
        errors.AddRange(Ros.Validate());
        Api.Validate(errors);
        Otlp?.Validate(errors);
        RealTime.Validate(errors);
        return errors;
    }

    private void CheckTopic(string given, List<string> errors)
    {
        var (topic, type) = SplitTopic(given);
        if (Recording is null)
            errors.Add($"--record-topic: expected --record beside it, actual none: '{given}' would go nowhere");
        if (!RosName.IsValid(topic, out _))
            errors.Add($"--record-topic: expected /name=package/msg/Type, actual '{given}'");
        else if (MessageDefinitions.Find(type) is null)
            errors.Add($"--record-topic: expected a type whose definition is known, actual '{type}'; known are: {string.Join(", ", MessageDefinitions.All())}");
    }
}
