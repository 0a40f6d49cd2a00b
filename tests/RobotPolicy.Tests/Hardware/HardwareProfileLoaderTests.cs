using RobotPolicy.Control.Hardware;

namespace RobotPolicy.Tests.Hardware;

public sealed class HardwareProfileLoaderTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void Load_TheShippedSimulator_HasItsJointsLimitsAndCameras()
    {
        var errors = new List<string>();
        var profile = HardwareProfileLoader.Load(Path.Combine(Root, "hardware", "simulator.yaml"), errors);
        Assert.Empty(errors);
        Assert.NotNull(profile);
        Assert.Equal(
            ["waist", "shoulder", "elbow", "forearm_roll", "wrist_pitch", "wrist_roll", "gripper"],
            profile.Robot.Joints.Select(joint => joint.Name));
        Assert.Equal((-1.8, 1.9), (profile.Robot.Joints[1].MinPosition, profile.Robot.Joints[1].MaxPosition));
        Assert.True(profile.Robot.Joints[6].Prismatic);
        Assert.Equal(["front", "wrist"], profile.Robot.Cameras.Select(camera => camera.Name));
        Assert.Equal("/forward_position_controller/commands", profile.Commands[0].Topic);
        Assert.Equal([0, 0.0760, 0.2253, 0, 1.2695, 0, 0.035], profile.Robot.SafePose!);
    }

    [Theory]
    [InlineData("  gripper: 0.035", "  gripper: 0.05", "safe_pose.gripper")]
    [InlineData("  gripper: 0.035", "  gripper: .nan", "safe_pose.gripper")]
    [InlineData("  elbow: 0.2253\n", "", "safe_pose.elbow")]
    [InlineData("  elbow: 0.2253\n", "  elbow: 0.2253\n  knee: 0.1\n", "safe_pose.knee")]
    public void Parse_SafePoseThatDoesNotFit_NamesTheJoint(string from, string to, string field)
    {
        var yaml = File.ReadAllText(Path.Combine(Root, "hardware", "simulator.yaml"));
        var errors = new List<string>();
        Assert.Null(HardwareProfileLoader.Parse(yaml.Replace(from, to, StringComparison.Ordinal), "robot.yaml", errors));
        Assert.Contains(field, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_WithoutASafePose_HasNone()
    {
        var yaml = File.ReadAllText(Path.Combine(Root, "hardware", "simulator.yaml"));
        var begin = yaml.IndexOf("safe_pose:", StringComparison.Ordinal);
        var end = yaml.IndexOf("# timeout_s: age of the newest picture", StringComparison.Ordinal);
        var errors = new List<string>();
        Assert.Null(HardwareProfileLoader.Parse(yaml.Remove(begin, end - begin), "robot.yaml", errors)?.Robot.SafePose);
        Assert.Empty(errors);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RobotPolicy.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The repository's root was not found.");
    }
}
