using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Commands.Intervention;
using RobotPolicy.Cli.Commands.Questions;
using RobotPolicy.Cli.Commands.Tasks;
using RobotPolicy.Cli.Commands.Telemetry;
using RobotPolicy.Cli.Output;
using RobotPolicy.Tests.Architecture;
using RobotTask = RobotPolicy.Api.V1.Task;

namespace RobotPolicy.Tests.Cli;

/// <summary>The shape of what is printed: scripts rely on the JSON, people on the rest.</summary>
public sealed class OutputTests
{
    private static readonly Timestamp Noon = Timestamp.FromDateTime(new DateTime(2026, 1, 2, 12, 0, 0, DateTimeKind.Utc));

    /// <summary>One message of each kind of field, against what is written in golden/NAME.json.</summary>
    public static TheoryData<string, IMessage> Messages => new()
    {
        { "task", FullTask() },
        { "task_empty", new RobotTask() },
        { "robot_state", State() },
        { "lease", new Lease { LeaseId = "l-1", Held = true, Subject = "anna", Role = Role.Supervisor, AcquiredAt = Noon, Timeout = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(500)), Revision = ulong.MaxValue } },
        { "intervention", new InterventionState { Mode = ControlMode.Human, Source = CommandSource.Human, Accepted = 3, Command = { 0.5 }, Goal = new Goal { Embedding = new EmbeddingGoal { Values = { 0.5f } } } } },
        { "human_command", new HumanCommand { Target = new JointTarget { Positions = { double.NaN, 1 }, Joints = { "a", "b" } } } },
        { "image_goal", new Goal { Image = new ImageGoal { Data = ByteString.CopyFrom(1, 2, 3), Camera = "front" } } },
        { "policy", new Policy { Name = "p", State = PolicyState.Active, Goals = { GoalKind.Text, GoalKind.Pose }, SizeBytes = long.MaxValue, Problems = { "a \"quoted\" — line" } } },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Json_OfAMessage_IsTheGoldenLine(string name, IMessage message)
    {
        var terminal = new CliTestTerminal();

        new Printer(terminal.Create(), json: true).Object(message);

        var golden = File.ReadAllText(Path.Combine(ProjectFiles.Root, "tests", "golden", "robotctl", name + ".json"));
        Assert.Equal(golden, terminal.Out.ToString());
    }

    [Fact]
    public void Table_WhenPiped_IsAlignedAndWithoutEscapeCodes()
    {
        var terminal = new CliTestTerminal();
        var screen = terminal.Create();

        new Printer(screen, json: false).Sheets([TaskText.Table([FullTask()], screen.Time)]);

        Assert.Equal(
            """
            ID   STARTED   POLICY  GOAL                           STATE  CAUSE                 OUTCOME  STEP  ATTEMPT  EXECUTED  PROGRESS  HOLDS  TAKEOVERS  BY
            t-1  12:00:00  pick    pick up "the" cube at station  held   camera stale (wrist)                          12.3 s    40 %      2      1          anna

            """.ReplaceLineEndings("\n"),
            terminal.Out.ToString());
    }

    [Fact]
    public void Fields_WhenPiped_ShowStateAndAges()
    {
        var terminal = new CliTestTerminal();
        var robot = new Robot { Joints = { new Joint { Name = "lift", Prismatic = true, MaxPosition = 0.4 } }, Cameras = { new Camera { Name = "front", TimeoutS = 0.5 } } };

        new Printer(terminal.Create(), json: false).Sheets([StateText.Fields(robot, State()), StateText.Joints(robot, State())]);

        Assert.Contains("camera front  no picture yet", terminal.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("JOINT  UNIT  MEASURED  COMMAND  RANGE", terminal.Out.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', terminal.Out.ToString());
    }

    [Theory]
    [InlineData(0.0071, "7.1 ms")]
    [InlineData(0.25, "250 ms")]
    [InlineData(0.9999, "1.0 s")]
    [InlineData(3.44, "3.4 s")]
    [InlineData(302, "5 min 2 s")]
    [InlineData(7260, "2 h 1 min")]
    [InlineData(double.NaN, "-")]
    public void Seconds_AnyLength_AreReadable(double seconds, string expected) => Assert.Equal(expected, Words.Seconds(seconds));

    [Theory]
    [InlineData("frame-%04d.jpg", 7, "frame-0007.jpg")]
    [InlineData("%d.jpg", 12, "12.jpg")]
    [InlineData("front.jpg", 3, "front.jpg")]
    [InlineData("100%.jpg", 3, "100%.jpg")]
    public void PictureName_WithAPattern_IsNumbered(string name, int number, string expected) =>
        Assert.Equal(expected, PictureFile.Numbered(name, number));

    [Theory]
    [InlineData("2", "no")]
    [InlineData("YES", "yes")]
    [InlineData("y", "yes")]
    [InlineData("3", "not_now")]
    [InlineData("4", null)]
    [InlineData("", null)]
    [InlineData("n", null)]
    public void Answer_Typed_IsAChoiceOrNone(string typed, string? expected)
    {
        var question = new Question { Choices = { new Choice { Id = "yes" }, new Choice { Id = "no" }, new Choice { Id = "not_now" } } };

        Assert.Equal(expected, QuestionPrompt.Match(question, typed));
    }

    [Theory]
    [InlineData("{\"positions\":[1,2],\"absolute\":true}", true, "{ \"target\": { \"positions\": [ 1, 2 ], \"absolute\": true }, \"engaged\": true }")]
    [InlineData("{\"velocities\":[0.5],\"joints\":[\"a\"],\"engaged\":false}", true, "{ \"jog\": { \"velocities\": [ 0.5 ], \"joints\": [ \"a\" ] } }")]
    [InlineData("{\"positions\":\"far\"}", false, "line 4")]
    [InlineData("[1,2]", false, "line 4")]
    [InlineData("go left", false, "line 4")]
    [InlineData("{}", false, "line 4")]
    public void LeaderLine_AnyText_IsACommandOrAUsageError(string text, bool valid, string expected)
    {
        if (valid)
            Assert.Equal(expected, JsonFormatter.Default.Format(CommandLines.Parse(text, 4)));
        else
            Assert.Contains(expected, Assert.Throws<CommandException>(() => CommandLines.Parse(text, 4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TargetMotion_ByADifference_BeginsWithTheReference()
    {
        var robot = new Robot { Joints = { new Joint { Name = "a" }, new Joint { Name = "b" } } };
        var motion = new TargetMotion(robot, [0.1], ["b"], by: true);

        Assert.Equal([0.0], motion.Command(engaged: true).Target.Positions);
        Assert.Equal([0.1], motion.Command(engaged: true).Target.Positions);
        Assert.False(motion.Arrived(new InterventionState { Command = { 1, 2 } }, 1e-3));
        Assert.True(motion.Arrived(new InterventionState { Command = { 1, 2.0999 } }, 1e-3));
        Assert.Throws<CommandException>(() => new TargetMotion(robot, [0.1], ["c"], by: true));
    }

    [Fact]
    public void Interrupts_SecondWithoutRearm_IsNotHandled()
    {
        var interrupts = new Interrupts();
        var first = interrupts.Token;

        Assert.True(interrupts.Signal());
        Assert.True(first.IsCancellationRequested);
        Assert.False(interrupts.Signal());
        interrupts.Rearm();
        Assert.False(interrupts.Token.IsCancellationRequested);
        Assert.True(interrupts.Signal());
    }

    private static RobotTask FullTask() => new()
    {
        TaskId = "t-1",
        Policy = "pick",
        Goal = new Goal { Text = "pick up \"the\" cube\nat station" },
        State = TaskState.Held,
        Cause = StopCause.CameraStale,
        Culprit = "wrist",
        StartedAt = Noon,
        ExecutedS = 12.34,
        Epoch = 5,
        Holds = 2,
        Takeovers = 1,
        Progress = 0.4,
        StartedBy = "anna",
    };

    private static RobotState State() => new()
    {
        Time = Noon,
        Tick = 42,
        Mode = ControlMode.EmergencyStop,
        Cause = StopCause.StopInput,
        Culprit = "door",
        Source = CommandSource.Hold,
        Measured = { 0.25 },
        Command = { 0.25 },
        JointStateAgeS = 0.004,
        CameraAgesS = { -1 },
        BlockedBy = StopCause.NoPolicy,
        Lost = 3,
    };
}
