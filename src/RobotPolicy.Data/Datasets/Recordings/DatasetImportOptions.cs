using RobotPolicy.Data.Datasets.Format;

namespace RobotPolicy.Data.Datasets.Recordings;

/// <summary>Which topics a dataset becomes.</summary>
public sealed record DatasetImportOptions
{
    private const string PositionSuffix = ".pos";

    /// <summary>Topic of the states.</summary>
    public string JointStatesTopic { get; init; } = "/joint_states";

    /// <summary>Topic of the commands.</summary>
    public string CommandTopic { get; init; } = "/forward_position_controller/commands";

    /// <summary>Whether commands are <c>trajectory_msgs/msg/JointTrajectory</c> rather than <c>std_msgs/msg/Float64MultiArray</c>.</summary>
    public bool CommandsAreTrajectories { get; init; }

    /// <summary>Of trajectories: time in which the controller is to reach each point.</summary>
    public TimeSpan TimeFromStart { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Names of the joints, in the order of the state and the action.</summary>
    public required IReadOnlyList<string> JointNames { get; init; }

    /// <summary>Cameras to be taken.</summary>
    public required IReadOnlyList<DatasetImportCamera> Cameras { get; init; }

    /// <summary>
    /// What the dataset itself suggests: joints as its state names them, without <c>.pos</c>, and a topic
    /// <c>/camera/NAME/image_raw</c> for each camera.
    /// </summary>
    public static DatasetImportOptions For(DatasetInfo info)
    {
        var state = info.Features.FirstOrDefault(feature => feature.Key == FeatureKey.State);
        return new DatasetImportOptions
        {
            JointNames =
            [
                .. state?.Names?.Select(name => name.EndsWith(PositionSuffix, StringComparison.Ordinal) ? name[..^PositionSuffix.Length] : name)
                    ?? Enumerable.Range(0, state?.Width ?? 0).Select(i => $"joint_{i}"),
            ],
            Cameras = [.. info.Videos.Select(video => new DatasetImportCamera(video.Key, $"/camera/{ShortName(video.Key)}/image_raw"))],
        };
    }

    /// <summary>A camera's name as a robot's profile has it: what stands behind the last dot, in characters that topics may have.</summary>
    public static string ShortName(string key) =>
        string.Concat(key[(key.LastIndexOf('.') + 1)..].Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_')) is { Length: > 0 } name && !char.IsAsciiDigit(name[0]) ? name : "camera";
}
