using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Checks;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Cli.Commands.Hardware.Writing;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Tests.Cli.Hardware;

public sealed class ProfileWriterTests
{
    private static readonly GivenLimits Nothing = new(null, null);

    [Fact]
    public void Write_WithoutAUrdf_LeavesEveryLimitBlank_AndDoesNotLoad()
    {
        var profile = HeardRobot.Load("ur5e");
        var text = Write(HeardRobot.Of(profile), new GivenLimits(2, 0.25));
        var (loaded, errors) = Parse(text);
        Assert.Null(loaded);
        Assert.Equal((7 * 3) + 2, errors.Count);
        Assert.Contains(errors, error => error.EndsWith("command.topics[0].joints: expected joints of the robot, actual 'FILL_IN_ORDER'", StringComparison.Ordinal));
        var limits = errors.Where(error => error.EndsWith("actual 'FILL_IN'", StringComparison.Ordinal)).ToList();
        Assert.Equal(7 * 3, limits.Count);
        Assert.All(limits, error => Assert.True(error.Contains("_position", StringComparison.Ordinal) || error.Contains("max_velocity", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ur5e")]
    [InlineData("so101")]
    [InlineData("franka_fr3")]
    [InlineData("viperx_aloha")]
    public void Write_OnceLimitsAreKnown_LoadsAndPassesTheCheckOnTheSameRobot(string robot)
    {
        var profile = HeardRobot.Load(robot);
        var heard = WithUrdf(HeardRobot.Of(profile), profile);
        var text = Write(heard, Nothing);
        Assert.Null(Parse(text).Profile);
        var (written, errors) = Parse(FillIn(text, profile));
        Assert.Empty(errors);
        Assert.Equal(profile.JointStates.Select(topic => topic.Topic), written!.JointStates.Select(topic => topic.Topic));
        Assert.Equal(profile.Robot.Cameras.Select(camera => (camera.Topic, camera.Compressed)).Order(), written.Robot.Cameras.Select(camera => (camera.Topic, camera.Compressed)).Order());
        Assert.DoesNotContain(written.Robot.Joints, joint => joint.Name.EndsWith("passive", StringComparison.Ordinal));
        if (profile.Commands[0].Interface == CommandInterface.ForwardPosition)
            Assert.Equal(profile.Commands[0].Names, written.Commands[0].Names);
        foreach (var (topic, before) in written.JointStates.Zip(profile.JointStates))
            foreach (var (joint, name) in topic.Joints.Zip(topic.Names))
            {
                var expected = profile.Robot.Joints[before.Joints[before.Names.ToList().IndexOf(name)]];
                var actual = written.Robot.Joints[joint];
                Assert.Equal((expected.MinPosition, expected.MaxPosition, expected.MaxVelocity, expected.Prismatic), (actual.MinPosition, actual.MaxPosition, actual.MaxVelocity, actual.Prismatic));
            }

        // A gripper with a topic of its own cannot be told from messages: it is named in a comment.
        var findings = HardwareCheckup.Run(written, heard).Where(finding => finding.State == CheckState.Problem).ToList();
        Assert.Empty(findings.Select(finding => $"{finding.Name}: {finding.Found}"));
    }

    [Fact]
    public void Write_OfTwoArmsWithTheSameNames_TellsThemApartByTheirNamespaces()
    {
        var profile = HeardRobot.Load("viperx_aloha");
        var draft = ProfileDraft.Of(WithUrdf(HeardRobot.Of(profile), profile), []);
        Assert.Equal(2, draft.Parts.Count);
        Assert.Contains(draft.Parts[0].Joints, joint => joint is { Name: "follower_left_waist", DriverName: "waist" });
        Assert.Equal(["/follower_left/arm_controller/joint_trajectory", "/follower_right/arm_controller/joint_trajectory"], draft.Parts.Select(part => part.CommandTopic));
        Assert.Contains("/follower_left/gripper_controller/joint_trajectory", draft.Parts[0].OtherCommands[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OfACopyOfJointStates_TakesOneOfThem_UnlessAsked()
    {
        var profile = HeardRobot.Load("franka_fr3");
        var heard = HeardRobot.Of(profile);
        heard = heard with { Joints = new Dictionary<string, HeardJoints>(heard.Joints) { ["/joint_states"] = heard.Joints["/franka/joint_states"] with { Stream = HeardRobot.Stream(30) } } };
        Assert.Equal("/franka/joint_states", Assert.Single(ProfileDraft.Of(heard, []).Parts).StatesTopic);
        Assert.Equal("/joint_states", Assert.Single(ProfileDraft.Of(heard, ["/joint_states"]).Parts).StatesTopic);
    }

    [Fact]
    public void Write_WithStampsOffTheClock_DatesByReception()
    {
        var heard = HeardRobot.Of(HeardRobot.Load("ur5e")).WithJoints(joints => joints with { Stream = HeardRobot.Stream(100, 3600) });
        Assert.Contains("\nstamps: reception\n", Write(heard, Nothing), StringComparison.Ordinal);
        Assert.Contains("\nstamps: header\n", Write(HeardRobot.Of(HeardRobot.Load("ur5e")), Nothing), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WithoutAController_LeavesTheTopicBlank()
    {
        var heard = HeardRobot.Of(HeardRobot.Load("ur5e")).WithGraph(endpoint => endpoint.Kind == RosEndpointKind.Subscription ? null : endpoint);
        Assert.Contains("\n    - topic: FILL_IN\n", Write(heard, Nothing), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OfRawAndCompressedPictures_TakesTheRawOnes()
    {
        var profile = HeardRobot.Load("ur5e");
        var heard = HeardRobot.Of(profile);
        var raw = heard.Cameras["/front/camera/color/image_raw"];
        heard = heard with
        {
            Cameras = new Dictionary<string, HeardCamera>(heard.Cameras)
            {
                ["/front/camera/color/image_raw/compressed"] = raw with { Compressed = true, Encoding = "jpeg" },
                ["/front/camera/depth/image_rect_raw"] = raw with { Encoding = "16UC1", IsSupported = false },
            },
        };
        var draft = ProfileDraft.Of(heard, []);
        Assert.Equal(["front", "wrist"], draft.Cameras.Select(camera => camera.Name));
        Assert.Equal(2, draft.OtherPictures.Count);
    }

    [Fact]
    public void Urdf_Broken_Mimicking_OrContinuous_IsReadWithoutGuessing()
    {
        Assert.Empty(UrdfReader.Read("<robot><joint"));
        Assert.Empty(UrdfReader.Read("<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><robot>&e;</robot>"));
        var joints = UrdfReader.Read("""
            <robot name="r">
              <joint name="turn" type="continuous"><limit velocity="3"/></joint>
              <joint name="fixed" type="fixed"/>
              <joint name="mimic" type="revolute"><mimic joint="turn"/><limit lower="0" upper="1" velocity="1"/></joint>
              <joint name="slide" type="prismatic"><limit lower="0" upper="0.04" velocity="0"/></joint>
            </robot>
            """);
        Assert.Equal([new UrdfJoint("turn", false, null, null, 3), new UrdfJoint("slide", true, 0, 0.04, null)], joints);
    }

    private static string FillIn(string text, HardwareProfile profile) => text
        .Replace(ProfileWriter.BlankOrder, string.Join(", ", profile.Commands[0].Names), StringComparison.Ordinal)
        .Replace(ProfileWriter.Blank, "1.5", StringComparison.Ordinal);

    private static string Write(Heard heard, GivenLimits given) => new ProfileWriter(ProfileDraft.Of(heard, []), given).Write("robot");

    /// <summary>With the URDF that would be published beside each topic of joint states.</summary>
    private static Heard WithUrdf(Heard heard, HardwareProfile profile) => heard with
    {
        Descriptions = profile.JointStates.ToDictionary(
            topic => ProfileDraft.NamespaceOf(topic.Topic) + "/robot_description",
            topic => $"<robot name=\"r\">{string.Concat(topic.Joints.Zip(topic.Names).Select(joint => Urdf(profile, joint.First, joint.Second)))}</robot>"),
    };

    private static string Urdf(HardwareProfile profile, int joint, string name)
    {
        var limits = profile.Robot.Joints[joint];
        return FormattableString.Invariant(
            $"<joint name=\"{name}\" type=\"{(limits.Prismatic ? "prismatic" : "revolute")}\"><limit lower=\"{limits.MinPosition:R}\" upper=\"{limits.MaxPosition:R}\" velocity=\"{limits.MaxVelocity:R}\" effort=\"1\"/></joint>");
    }

    private static (HardwareProfile? Profile, List<string> Errors) Parse(string yaml)
    {
        var errors = new List<string>();
        return (HardwareProfileLoader.Parse(yaml, "r.yaml", errors), errors);
    }
}
