using RobotPolicy.Control.Hardware;
using RobotPolicy.Tests.Architecture;

namespace RobotPolicy.Tests.Hardware;

/// <summary>Every profile in <c>hardware/</c>.</summary>
public sealed class ShippedProfileTests
{
    private static readonly string[] Names =
        [.. Directory.EnumerateFiles(Path.Combine(ProjectFiles.Root, "hardware"), "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Files { get; } = new(Names);

    [Fact]
    public void Shipped_AreTheRobotsThatTheReadmeCanPromise() =>
        Assert.Equal(
            ["franka_fr3.yaml", "simulator.yaml", "so101.yaml", "ur5e.yaml", "viperx_aloha.yaml", "xarm6.yaml"],
            Names);

    [Theory]
    [MemberData(nameof(Files))]
    public void Shipped_Load_WithASafePoseAndCameras(string file)
    {
        var profile = Load(file);
        Assert.NotNull(profile.Robot.SafePose);
        Assert.NotEmpty(profile.Robot.Cameras);
        Assert.Equal(Path.GetFileNameWithoutExtension(file), profile.Robot.Name);
        Assert.Equal(Enumerable.Range(0, profile.Robot.Joints.Count), profile.JointStates.SelectMany(topic => topic.Joints).Order());
        Assert.Equal(Enumerable.Range(0, profile.Robot.Joints.Count), profile.Commands.SelectMany(topic => topic.Joints).Order());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Shipped_NameTheirSources(string file)
    {
        var text = File.ReadAllText(Path.Combine(ProjectFiles.Root, "hardware", file));
        Assert.True(file == "simulator.yaml" || text.Contains("# Sources", StringComparison.Ordinal), $"{file} does not say where its numbers are from.");
    }

    [Fact]
    public void Aloha_TwoArms_HaveTheSameDriverNamesOnTopicsOfTheirOwn()
    {
        var profile = Load("viperx_aloha.yaml");
        Assert.Equal(["/follower_left/joint_states", "/follower_right/joint_states"], profile.JointStates.Select(topic => topic.Topic));
        Assert.Equal(profile.JointStates[0].Names, profile.JointStates[1].Names);
        Assert.Equal(4, profile.Commands.Count);
        Assert.Equal(["left_finger"], profile.Commands[1].Names);
    }

    private static HardwareProfile Load(string file)
    {
        var errors = new List<string>();
        var profile = HardwareProfileLoader.Load(Path.Combine(ProjectFiles.Root, "hardware", file), errors);
        Assert.Empty(errors);
        return profile!;
    }
}
