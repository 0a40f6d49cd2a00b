using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Checks;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Tests.Hardware;

namespace RobotPolicy.Tests.Cli.Hardware;

/// <summary>Each check against a robot that is as it should be, but for one thing.</summary>
public sealed class HardwareCheckTests
{
    private static readonly HardwareProfile Ur = HeardRobot.Load("ur5e");
    private static readonly Heard Good = HeardRobot.Of(Ur);

    [Theory]
    [MemberData(nameof(ShippedProfileTests.Files), MemberType = typeof(ShippedProfileTests))]
    public void Run_OfARobotAsItsProfileSays_FindsNoProblem(string file)
    {
        var profile = HeardRobot.Load(Path.GetFileNameWithoutExtension(file));
        var findings = HardwareCheckup.Run(profile, HeardRobot.Of(profile));
        Assert.Empty(findings.Where(finding => finding.State == CheckState.Problem).Select(finding => $"{finding.Name}: {finding.Found}"));
    }

    [Fact]
    public void Run_OfNobody_SaysSoAndHowToFindThem()
    {
        var findings = HardwareCheckup.Run(Ur, new Heard { Seconds = 5 });
        var graph = findings[0];
        Assert.Equal(("graph", CheckState.Problem), (graph.Name, graph.State));
        Assert.Contains("--discovery", graph.Why, StringComparison.Ordinal);
        Assert.All(findings.Where(finding => finding.State == CheckState.Problem), finding => Assert.NotEmpty(finding.Why));
    }

    [Fact]
    public void Names_Missing_AreNamedWithWhatIsHeardInstead()
    {
        var finding = Only("joint names", Good.WithJoints(joints => joints with { Joints = [.. joints.Joints.Select(joint => joint with { Name = "left_" + joint.Name })] }));
        Assert.StartsWith("/joint_states lacks shoulder_pan_joint", finding.Found, StringComparison.Ordinal);
        Assert.Contains("driver_name: left_shoulder_pan_joint", finding.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_ThatChange_AreSeveralPublishers() =>
        Assert.Contains("changed 90 times", Only("joint names", Good.WithJoints(joints => joints with { LayoutChangeCount = 90 })).Found, StringComparison.Ordinal);

    [Fact]
    public void Positions_InDegrees_AreRecognised()
    {
        var finding = Only("positions", Good.WithJoints(joints => joints with
        {
            Joints = [.. joints.Joints.Select(joint => HeardRobot.Joint(joint.Name, joint.Last * 180 / Math.PI))],
        }));
        Assert.StartsWith("in degrees", finding.Found, StringComparison.Ordinal);
        Assert.Contains("shoulder_lift_joint -90", finding.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(4)]
    public void Positions_OutsideOfTheLimits_AreNotTakenForDegrees(double position)
    {
        var finding = Only("positions", Good.WithJoints(joints => joints with
        {
            Joints = [.. joints.Joints.Select(joint => joint.Name == "elbow_joint" ? HeardRobot.Joint(joint.Name, position) : joint)],
        }));
        Assert.StartsWith($"outside of the limits: elbow_joint {position}", finding.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(35, "in millimetres")]
    [InlineData(0.5, "in no unit of length")]
    [InlineData(80, "in no unit of length")]
    [InlineData(-4, "outside of the limits")]
    public void Positions_OfAGripperInAnotherUnit_AreRecognised(double position, string found)
    {
        var profile = HeardRobot.Load("simulator");
        var heard = HeardRobot.Of(profile).WithJoints(joints => joints with
        {
            Joints = [.. joints.Joints.Select(joint => joint.Name == "gripper" ? HeardRobot.Joint(joint.Name, position) : joint)],
        });
        Assert.StartsWith(found, Only("positions", heard, profile).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Positions_ThatAreNoNumbers_AreAProblem()
    {
        var findings = Problems(Good.WithJoints(joints => joints with { Joints = [.. joints.Joints.Select(joint => new HeardJoint(joint.Name, double.NaN, double.NaN, double.NaN, 500))] }));
        Assert.StartsWith("not a number", Assert.Single(findings).Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, nameof(CheckState.Problem))]
    [InlineData(16, nameof(CheckState.Advice))]
    [InlineData(500, nameof(CheckState.Ok))]
    public void Rates_AreJudgedByTheTimeout(double hz, string expected)
    {
        var findings = HardwareCheckup.Run(Ur, Good.WithJoints(joints => joints with { Stream = HeardRobot.Stream(hz) }));
        Assert.Equal(expected, Assert.Single(findings, finding => finding.Name == "joint rate").State.ToString());
    }

    [Theory]
    [InlineData(0.3, nameof(CheckState.Advice))]
    [InlineData(2.0, nameof(CheckState.Problem))]
    public void Rates_OfOneLongGap_AreAdviceUnlessItWasAStop(double gapSeconds, string expected)
    {
        var findings = HardwareCheckup.Run(Ur, Good.WithJoints(joints => joints with { Stream = joints.Stream with { LongestGapSeconds = gapSeconds } }));
        Assert.Equal(expected, Assert.Single(findings, finding => finding.Name == "joint rate").State.ToString());
    }

    [Theory]
    [InlineData(3600.0, "1 h behind")]
    [InlineData(-0.05, "50 ms ahead of")]
    [InlineData(1_700_000_000.0, "19676 days behind")]
    public void Stamps_OffTheClock_AreDroppedByTheService_AndReceptionWouldDo(double ageSeconds, string found)
    {
        var heard = Good.WithJoints(joints => joints with { Stream = HeardRobot.Stream(100, ageSeconds) });
        var finding = Only("stamps", heard);
        Assert.Contains(found, finding.Found, StringComparison.Ordinal);
        Assert.Contains("stamps: reception", finding.Why, StringComparison.Ordinal);
        Assert.Empty(Problems(heard, Ur with { Stamps = StampSource.Reception }));
    }

    [Fact]
    public void Stamps_OlderThanTheTimeout_AreStaleOnArrival() =>
        Assert.Contains("300 ms old at best", Only("stamps", Good.WithJoints(joints => joints with { Stream = HeardRobot.Stream(100, 0.3) })).Found, StringComparison.Ordinal);

    [Fact]
    public void Stamps_ThatStandStill_AreNoClockProblem()
    {
        var finding = Only("stamps", Good.WithCameras(camera => camera with { Stream = camera.Stream with { RepeatedStampCount = camera.Stream.Count - 1 } }), count: 2);
        Assert.Contains("stamps stand still", finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Stamps_ThatAreZero_AskForReception() =>
        Assert.Contains("stamps are zero", Only("stamps", Good.WithJoints(joints => joints with
        {
            Stream = joints.Stream with { StampsAreZero = true, RepeatedStampCount = joints.Stream.Count - 1, MinStampAgeSeconds = 1e9, MaxStampAgeSeconds = 1e9 },
        })).Found, StringComparison.Ordinal);

    [Fact]
    public void Stamps_ByReceptionWithoutNeed_AreAdvice()
    {
        var findings = HardwareCheckup.Run(Ur with { Stamps = StampSource.Reception }, Good);
        Assert.Equal(CheckState.Advice, Assert.Single(findings, finding => finding.Name == "stamps").State);
    }

    [Fact]
    public void Commands_TakenByNobody_SayWhoElseIsThere()
    {
        var finding = Only("commands", Good.WithGraph(endpoint => endpoint.Kind == RosEndpointKind.Subscription
            ? HeardRobot.Endpoint("/joint_trajectory_controller/joint_trajectory", JointTrajectory.Type, RosEndpointKind.Subscription)
            : endpoint));
        Assert.Contains("nobody takes commands", finding.Found, StringComparison.Ordinal);
        Assert.Contains("/joint_trajectory_controller/joint_trajectory", finding.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_TakenAsAnotherMessage_SayWhichTypeWouldDo()
    {
        var finding = Only("commands", Good.WithGraph(endpoint => endpoint.Kind == RosEndpointKind.Subscription ? endpoint with { TypeName = JointTrajectory.Type.Name } : endpoint));
        Assert.Contains("taken as trajectory_msgs/msg/JointTrajectory", finding.Found, StringComparison.Ordinal);
        Assert.Contains("command.type", finding.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_AskedForLatched_DoNotMatch() =>
        Assert.Contains("DURABILITY", Only("commands", Good.WithGraph(endpoint =>
            endpoint.Kind == RosEndpointKind.Subscription ? endpoint with { Durability = QosDurability.TransientLocal } : endpoint)).Found, StringComparison.Ordinal);

    [Fact]
    public void Commands_AsAnArray_AreOfAnOrderThatNoMessageTells()
    {
        var finding = Assert.Single(HardwareCheckup.Run(Ur, Good), finding => finding.Name == "commands order");
        Assert.Contains("ros2 param get /forward_position_controller joints", finding.Found, StringComparison.Ordinal);
        var franka = HeardRobot.Load("franka_fr3");
        Assert.DoesNotContain(HardwareCheckup.Run(franka, HeardRobot.Of(franka)), finding => finding.Name == "commands order");
    }

    [Fact]
    public void Commands_OfOneOtherPublisher_AreAdvice_OfTwoAProblem()
    {
        var service = HeardRobot.Endpoint(Ur.Commands[0].Topic, Float64MultiArray.Type, RosEndpointKind.Publisher) with { Node = "/robot_policy" };
        var one = Good with { Graph = [.. Good.Graph, service] };
        Assert.Contains(HardwareCheckup.Run(Ur, one), finding => finding is { Name: "commands", State: CheckState.Advice });
        Assert.Empty(Problems(one));
        var two = one with { Graph = [.. one.Graph, service with { Node = "/teleop" }] };
        Assert.Contains("/robot_policy, /teleop", Only("commands", two).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Camera_ThatIsSilent_IsExplainedByTheGraph()
    {
        var silent = Good.WithCameras(camera => camera with { Stream = new HeardStream() });
        Assert.Contains("/driver publishes, nothing arrived", Only("camera front", silent, count: 2).Found, StringComparison.Ordinal);
        var compressed = silent.WithGraph(endpoint => endpoint.TypeName == Image.Type.Name ? endpoint with { TypeName = CompressedImage.Type.Name } : endpoint);
        Assert.Contains("compressed: true", Only("camera front", compressed, count: 2).Why, StringComparison.Ordinal);
        var absent = silent.WithGraph(endpoint => endpoint.TypeName == Image.Type.Name ? endpoint with { Topic = "/cam/image_raw" } : endpoint);
        Assert.Contains("/cam/image_raw", Only("camera front", absent, count: 2).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Camera_OfDepth_IsNoPicture() =>
        Assert.Contains("16UC1", Only("camera front", Good.WithCameras(camera => camera with { Encoding = "16UC1", IsSupported = false }), count: 2).Found, StringComparison.Ordinal);

    [Fact]
    public void Camera_WithMoreThanAGigabit_IsAdvice()
    {
        var findings = HardwareCheckup.Run(Ur, Good.WithCameras(camera => camera with { Bytes = 6_220_800 }));
        Assert.Contains(findings, finding => finding is { Name: "camera wrist", State: CheckState.Advice });
    }

    [Fact]
    public void StopInput_NeverHeard_KeepsTasksFromStarting()
    {
        var finding = Only("stop input program running", Good.WithSignals(signal => signal with { Stream = new HeardStream(), Value = null })
            .WithGraph(endpoint => endpoint.TypeName == BoolMessage.Type.Name ? null : endpoint));
        Assert.StartsWith("No task starts before it was heard.", finding.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void StopInput_PublishedUnlatched_NamesThePolicy()
    {
        var finding = Only("stop input program running", Good.WithSignals(signal => signal with { Stream = new HeardStream(), Value = null })
            .WithGraph(endpoint => endpoint.TypeName == BoolMessage.Type.Name ? endpoint with { Durability = QosDurability.Volatile } : endpoint));
        Assert.Contains("DURABILITY", finding.Found, StringComparison.Ordinal);
        Assert.Contains("latched: true", finding.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void StopInput_ThatStopsNow_IsAdvice()
    {
        var findings = HardwareCheckup.Run(Ur, Good.WithSignals(signal => signal with { Value = false }));
        Assert.Equal(CheckState.Advice, Assert.Single(findings, finding => finding.Name.StartsWith("stop input", StringComparison.Ordinal)).State);
    }

    [Fact]
    public void Publishers_TwoOnOneTopic_AreNamed()
    {
        var heard = Good with { Graph = [.. Good.Graph, HeardRobot.Endpoint("/joint_states", JointState.Type, RosEndpointKind.Publisher) with { Node = "/fake" }] };
        Assert.Equal("/joint_states has 2: /driver, /fake", Only("publishers", heard).Found);
    }

    private static List<Finding> Problems(Heard heard, HardwareProfile? profile = null) =>
        [.. HardwareCheckup.Run(profile ?? Ur, heard).Where(finding => finding.State == CheckState.Problem)];

    /// <summary>The first of so many problems, all of which have something to do, and which is of that check.</summary>
    private static Finding Only(string name, Heard heard, HardwareProfile? profile = null, int count = 1)
    {
        var problems = Problems(heard, profile);
        Assert.True(problems.Count == count, string.Join(Environment.NewLine, problems.Select(finding => $"{finding.Name}: {finding.Found}")));
        Assert.All(problems, finding => Assert.NotEmpty(finding.Why));
        Assert.Equal(name, problems[0].Name);
        return problems[0];
    }
}
