using System.Globalization;
using System.Text;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Mcap;
using RobotPolicy.Data.Recording;

namespace RobotPolicy.Data.Log;

/// <summary>What stands at the beginning of every file of ours; immutable.</summary>
public sealed record LogFacts
{
    private const string ProfileName = "hardware.yaml";

    /// <summary>The robot's hardware profile.</summary>
    public required HardwareProfile Profile { get; init; }

    /// <summary>The profile as text.</summary>
    public required string ProfileText { get; init; }

    /// <summary>Fully qualified name of the service's node.</summary>
    public required string NodeName { get; init; }

    /// <summary>Ticks a second.</summary>
    public required double RateHz { get; init; }

    /// <summary>Monotonic time minus the times in the file, in nanoseconds.</summary>
    public required long OffsetNs { get; init; }

    /// <summary>Everything else that was noted about the run.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads them from the first records of a file.</summary>
    /// <param name="path">An MCAP file.</param>
    /// <exception cref="BagException">It is no recording of this service.</exception>
    public static LogFacts Read(string path)
    {
        Dictionary<string, string>? notes = null;
        string? profile = null;
        using var reader = new McapStreamReader(File.OpenRead(path));
        while ((notes is null || profile is null) && reader.Read(out var record) && record.Opcode is not (McapOpcode.Message or McapOpcode.DataEnd))
        {
            if (record.Opcode == McapOpcode.Metadata && record.ToMetadata() is { Name: RecordingFacts.RecordName } facts)
                notes = new Dictionary<string, string>(facts.Entries);
            else if (record.Opcode == McapOpcode.Attachment && record.ToAttachment() is { Name: ProfileName } attachment)
                profile = Encoding.UTF8.GetString(attachment.Data.Span);
        }

        if (notes is null || profile is null)
            throw new BagException(path, "it is no recording of this service: its first records lack the run's facts and the robot's hardware profile");
        var errors = new List<string>();
        if (HardwareProfileLoader.Parse(profile, $"{path}:{ProfileName}", errors) is not { } parsed)
            throw new BagException(path, string.Join("; ", errors));
        return new LogFacts
        {
            Profile = parsed,
            ProfileText = profile,
            NodeName = notes.GetValueOrDefault(RecordingFacts.Node, "/robot_policy"),
            RateHz = double.TryParse(notes.GetValueOrDefault(RecordingFacts.Rate), NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && rate > 0
                ? rate
                : throw new BagException(path, $"its record '{RecordingFacts.RecordName}' lacks {RecordingFacts.Rate}"),
            OffsetNs = long.TryParse(notes.GetValueOrDefault(RecordingFacts.Offset), CultureInfo.InvariantCulture, out var offset)
                ? offset
                : throw new BagException(path, $"its record '{RecordingFacts.RecordName}' lacks {RecordingFacts.Offset}"),
            Notes = notes,
        };
    }
}
