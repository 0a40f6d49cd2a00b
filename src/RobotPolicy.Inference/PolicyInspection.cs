using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference;

/// <summary>What a package says about itself without running its graph. Immutable.</summary>
public sealed record PolicyInspection
{
    /// <summary>Everything that is wrong with it, or does not fit the robot; empty where it can be tried to be loaded.</summary>
    public required IReadOnlyList<PackageError> Errors { get; init; }

    /// <summary>What it needs and gives, as far as its files say; <see langword="null"/> where they cannot be read.</summary>
    public PolicySpec? Spec { get; init; }

    /// <summary>Whether the files state the length of a chunk; else only the graph knows.</summary>
    public bool HasHorizon { get; init; }

    /// <summary>What it was trained to do, in words; empty where it does not say.</summary>
    public string Task { get; init; } = "";

    /// <summary>Reads a package and compares it with a robot. Opens no graph.</summary>
    /// <param name="folder">Package folder.</param>
    /// <param name="robot">The robot.</param>
    /// <param name="options">How it would be loaded.</param>
    public static PolicyInspection Of(string folder, RobotDescription robot, PolicyLoaderOptions options)
    {
        var errors = new List<PackageError>();
        if (PolicyPackage.Read(folder, errors) is not { } package)
            return new PolicyInspection { Errors = errors };
        var spec = PolicyLoader.CreateSpec(package, null, options, errors);
        RobotFit.Bind(package, spec, robot, errors);
        return new PolicyInspection
        {
            Errors = errors,
            Spec = spec,
            HasHorizon = package.Manifest.ChunkSize is not null,
            Task = package.Task,
        };
    }
}
