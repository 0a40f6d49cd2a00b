namespace RobotPolicy.Data.Recording;

/// <summary>What is recorded: everything about the run that stands at its beginning; immutable.</summary>
public sealed record RecordingSubject
{
    /// <summary>Fully qualified name of the service's node.</summary>
    public required string NodeName { get; init; }

    /// <summary>Joints of the robot.</summary>
    public required int JointCount { get; init; }

    /// <summary>Cameras of the robot.</summary>
    public required int CameraCount { get; init; }

    /// <summary>Time until a command has its effect, in nanoseconds.</summary>
    public long CommandLeadNs { get; init; }

    /// <summary>The robot's hardware profile as text; goes into every file as an attachment.</summary>
    public string HardwareProfile { get; init; } = "";

    /// <summary>Further facts about the run, for whoever reads the file: rate, versions, machine.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();
}
