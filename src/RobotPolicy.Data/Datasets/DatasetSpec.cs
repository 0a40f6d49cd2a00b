using System.Globalization;
using RobotPolicy.Data.Datasets.Labels;
using RobotPolicy.Data.Datasets.Videos;

namespace RobotPolicy.Data.Datasets;

/// <summary>What a dataset has in each frame, and how it is stored.</summary>
public sealed record DatasetSpec
{
    // The smallest picture that the AV1 encoder takes, and the largest that either does.
    private const int LeastAv1Side = 64;
    private const int GreatestSide = 8192;
    private const int GreatestFps = 1000;
    private const int GreatestVector = 4096;
    private const int GreatestFileMb = 1 << 20;

    /// <summary>Frames a second, of which each has one picture of every camera.</summary>
    public required int Fps { get; init; }

    /// <summary>Name of the robot, such as <c>so101_follower</c>.</summary>
    public required string RobotType { get; init; }

    /// <summary>Names of the state's elements, such as <c>shoulder_pan.pos</c>.</summary>
    public required IReadOnlyList<string> StateNames { get; init; }

    /// <summary>Names of the action's elements.</summary>
    public required IReadOnlyList<string> ActionNames { get; init; }

    /// <summary>The cameras (none).</summary>
    public IReadOnlyList<DatasetCamera> Cameras { get; init; } = [];

    /// <summary>
    /// Whether HIL-SERL's columns are written: <c>complementary_info.is_intervention</c>, <c>next.reward</c> and <c>next.done</c> (false).
    /// </summary>
    public bool HilSerl { get; init; }

    /// <summary>Whether <c>sirius.class</c> and <c>sirius.weight</c> are written (false); see <see cref="SiriusWeights"/>.</summary>
    public bool Sirius { get; init; }

    /// <summary>Whether <c>next.reward</c> is that of <see cref="RlifReward"/> instead of the task's (false).</summary>
    public bool Rlif { get; init; }

    /// <summary>Frames before a takeover that Sirius holds against the policy (15).</summary>
    public int PreInterventionSteps { get; init; } = PreIntervention.DefaultSteps;

    /// <summary>Whether <c>failure_score</c> is written (false).</summary>
    public bool FailureScores { get; init; }

    /// <summary>How pictures are compressed (AV1).</summary>
    public VideoCodec Codec { get; init; }

    /// <summary>MiB after which another data file begins (100).</summary>
    public int DataFileSizeMb { get; init; } = 100;

    /// <summary>MiB after which another video file begins (200).</summary>
    public int VideoFileSizeMb { get; init; } = 200;

    /// <summary>What is wrong with it; empty if nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        Range(problems, "fps", Fps, 1, GreatestFps);
        if (string.IsNullOrWhiteSpace(RobotType))
            problems.Add("the robot type is empty");
        Names(problems, "state", StateNames);
        Names(problems, "action", ActionNames);
        foreach (var camera in Cameras)
            Camera(problems, camera);
        foreach (var twice in Cameras.GroupBy(camera => camera.Key, StringComparer.Ordinal).Where(group => group.Count() > 1))
            problems.Add($"camera {twice.Key} is there twice");
        Range(problems, "steps before an intervention", PreInterventionSteps, 0, int.MaxValue);
        Range(problems, "size of a data file in MiB", DataFileSizeMb, 1, GreatestFileMb);
        Range(problems, "size of a video file in MiB", VideoFileSizeMb, 1, GreatestFileMb);
        return problems;
    }

    private static void Names(List<string> problems, string feature, IReadOnlyList<string> names)
    {
        Range(problems, $"number of {feature} names", names.Count, 1, GreatestVector);
        if (names.Any(string.IsNullOrWhiteSpace))
            problems.Add($"a {feature} name is empty");
        foreach (var twice in names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            problems.Add($"the {feature} name {twice.Key} is there twice");
    }

    private static void Range(List<string> problems, string what, int value, int least, int greatest)
    {
        if (value < least || value > greatest)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: expected {least}…{greatest}, actual {value}"));
    }

    private void Camera(List<string> problems, DatasetCamera camera)
    {
        if (!Format.FeatureKey.IsValid(camera.Key) || !camera.Key.StartsWith("observation.", StringComparison.Ordinal))
            problems.Add($"camera {camera.Key}: a key such as {DatasetCamera.KeyPrefix}wrist is expected, without slashes");
        var least = Codec == VideoCodec.Av1 ? LeastAv1Side : 2;
        if (camera.Width < least || camera.Height < least || camera.Width > GreatestSide || camera.Height > GreatestSide)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"camera {camera.Key}: sides of {least}…{GreatestSide} pixels are expected, actual {camera.Width}×{camera.Height}"));
        else if (camera.Width % 2 != 0 || camera.Height % 2 != 0)
            problems.Add($"camera {camera.Key}: even sides are expected, actual {camera.Width}×{camera.Height}");
    }
}
