using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Reports;

/// <summary>Everything that is known of a package on disk, and everything that is wrong with it. Immutable.</summary>
public sealed record PackageReport
{
    /// <summary>Absolute path of the folder, or of the ONNX file.</summary>
    public required string Path { get; init; }

    /// <summary>What the policy was trained to do, in words; empty where the package does not say.</summary>
    public string Task { get; init; } = string.Empty;

    /// <summary>What it needs and gives; <see langword="null"/> where its files cannot be read.</summary>
    public PolicySpec? Spec { get; init; }

    /// <summary>What the numbers of an action mean, in words.</summary>
    public string Actions { get; init; } = string.Empty;

    /// <summary>Goals that it takes, in words; empty where it takes none.</summary>
    public string Goals { get; init; } = string.Empty;

    /// <summary>How actions are sampled, in words; empty for policies of one graph.</summary>
    public string Sampler { get; init; } = string.Empty;

    /// <summary>How it predicts its failures; <see langword="null"/> where it does not, or where it did not come to that.</summary>
    public ReportedMonitor? Monitor { get; init; }

    /// <summary>What the vector of the robot's state consists of, in words.</summary>
    public string State { get; init; } = string.Empty;

    /// <summary>What happens to the pictures of each camera, in words.</summary>
    public IReadOnlyList<string> Cameras { get; init; } = [];

    /// <summary>Its files.</summary>
    public IReadOnlyList<ReportedFile> Files { get; init; } = [];

    /// <summary>Its ONNX files.</summary>
    public IReadOnlyList<ReportedGraph> Graphs { get; init; } = [];

    /// <summary>What each number of state and action is normalised by.</summary>
    public IReadOnlyList<ReportedRange> Ranges { get; init; } = [];

    /// <summary>Time of one run of the model on zeros; <see langword="null"/> where it did not come to that.</summary>
    public TimeSpan? RunTime { get; init; }

    /// <summary>Everything that is wrong; empty where the package can be loaded.</summary>
    public required IReadOnlyList<PackageError> Problems { get; init; }
}
