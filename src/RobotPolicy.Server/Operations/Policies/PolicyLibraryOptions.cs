namespace RobotPolicy.Server.Operations.Policies;

/// <summary>Where packages are looked for. Bound at start.</summary>
public sealed record PolicyLibraryOptions
{
    /// <summary>Folders whose subfolders are packages.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Folders that are packages themselves.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>Policies that may be loaded at a time, 1…64: each holds its graph's memory. Default 4.</summary>
    public int MaxLoaded { get; init; } = 4;

    /// <summary>Adds one sentence per setting that is wrong.</summary>
    public void Validate(ICollection<string> errors)
    {
        foreach (var folder in Folders)
            if (!Directory.Exists(folder))
                errors.Add($"--policies: expected a folder, actual '{folder}', which is not there");
        if (MaxLoaded is < 1 or > 64)
            errors.Add($"--max-loaded: expected 1…64, actual {MaxLoaded}");
    }
}
