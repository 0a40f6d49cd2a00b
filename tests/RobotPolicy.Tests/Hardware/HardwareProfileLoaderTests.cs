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
        Assert.Equal("/forward_position_controller/commands", profile.CommandTopic);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RobotPolicy.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The repository's root was not found.");
    }
}
