using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Log;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Tests.Data.Recording;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Data.Log;

/// <summary>What the service writes down of itself, from the loop's own records to the file and back.</summary>
public sealed class CodecTests
{
    [Fact]
    public void Definitions_OfOurTypes_AreThere()
    {
        foreach (var type in new[] { LogTypes.Tick, LogTypes.Inputs, LogTypes.Inference, LogTypes.StampOffset, LogTypes.Event })
            Assert.Contains("builtin_interfaces/Time stamp", MessageDefinitions.Find(type.Name), StringComparison.Ordinal);
    }

    [Fact]
    public void Tick_OfARunningLoop_ComesBackAsItWas()
    {
        var seen = new List<(TickRecord Tick, byte[] Cdr)>();
        var rig = new LoopRig(sinks: new Encoder(seen));
        rig.Start();
        rig.Run(0.5);
        rig.Loop.RequestStop(StopCause.OperatorPause);
        rig.Run(0.5);

        Assert.Contains(seen, each => each.Tick.Source == CommandSource.Policy);
        Assert.Contains(seen, each => each.Tick.Mode == ControlMode.Holding);
        var logged = new LoggedTick();
        foreach (var (tick, cdr) in seen)
        {
            Assert.True(TickCodec.TryRead(cdr, logged, out var error), $"{error}");
            Assert.Equal((tick.DurationNs, tick.LatenessNs, tick.ReceiverCount, 42, 1234), (logged.Record.DurationNs, logged.Record.LatenessNs, logged.Record.ReceiverCount, logged.ActionIndex, logged.StampUnixNs));
            Assert.Equal(tick.Signals.Progress, logged.Record.Signals.Progress);
        }

        Assert.Equal(TickCodec.SizeOf(rig.Robot.Robot.Joints.Count, rig.Robot.Robot.Cameras.Count), seen[0].Cdr.Length);
        Assert.All(seen, each => Assert.Equal(seen[0].Cdr.Length, each.Cdr.Length));
    }

    [Fact]
    public void Tick_CutOffAnywhere_IsAnErrorAndNotAnException()
    {
        var seen = new List<(TickRecord Tick, byte[] Cdr)>();
        var rig = new LoopRig(sinks: new Encoder(seen));
        rig.Step();
        var logged = new LoggedTick();
        for (var length = 0; length < seen[0].Cdr.Length; length++)
            Assert.False(TickCodec.TryRead(seen[0].Cdr.AsSpan(0, length), logged, out _));
    }

    [Fact]
    public void Recorder_RunningLoop_WritesTicksInferencesAndInputsWithoutAllocating()
    {
        using var recording = new RecordingRig(cameras: 2, joints: new FakeRobot(cameras: 2).Robot.Joints.Count);
        var rig = new LoopRig(inferences: recording.Recorder, sinks: recording.Recorder);
        recording.Recorder.Work.Begin();
        rig.Start();
        rig.Run(2);
        Assert.Equal(0, rig.RunAndMeasure(2));
        recording.Step();
        recording.Recorder.Work.End();

        Assert.Equal(0, recording.Recorder.Status.DroppedCount);
        var counts = recording.Read();
        Assert.Equal(rig.Last.Index, counts["/robot_policy/log/tick"]);
        Assert.Equal(rig.Inference.RequestCount, counts["/robot_policy/log/inference"]);
        Assert.Equal(1, counts["/robot_policy/log/inputs"]);
    }

    [Fact]
    public void Inputs_OfATakeover_ComeBackInOrder()
    {
        var read = new List<LoggedInputs>();
        var rig = new LoopRig(sinks: new InputReader(read));
        rig.Start();
        rig.Human.Arm(HumanSource.Api);
        var values = Enumerable.Repeat(0.125, rig.Robot.Robot.Joints.Count).ToArray();
        rig.Human.TryPush(HumanFrameKind.Jog, HumanSource.Api, engaged: true, values, rig.Human.AllJoints, 7);
        rig.Human.TryPush(HumanFrameKind.Jog, HumanSource.Api, engaged: true, values, 1, 8);
        rig.Loop.TryPost(LoopCommand.TakeOver);
        rig.Step();

        var inputs = read[^1];
        Assert.Equal(rig.Last.Index, inputs.Index);
        Assert.Equal([LoopCommand.TakeOver], inputs.Commands);
        Assert.Equal([7UL, 8UL], inputs.Frames.Select(frame => frame.Sequence));
        Assert.Equal([1L, 1L], inputs.Armings);
        Assert.Equal(1UL, inputs.Frames[1].Joints);
        Assert.Equal([.. values, .. values], inputs.Values);
        Assert.Null(inputs.Offset);
    }

    [Theory]
    [MemberData(nameof(Goals))]
    public void Goal_AsJson_ComesBack(TaskGoal goal)
    {
        var json = GoalJson.Write(goal);
        Assert.Equal(json, GoalJson.Write(GoalJson.Read(json)));
        Assert.Equal(goal.Kind, GoalJson.Read(json)!.Kind);
        Assert.Null(GoalJson.ReadChoice(json));
    }

    public static TheoryData<TaskGoal> Goals() =>
    [
        new TextGoal("put the \"cube\" on the disc"),
        new PictureGoal(new byte[] { 0xFF, 0xD8, 3 }, PixelFormat.Jpeg, "front"),
        new StrokeGoal([[(1, 2), (3.5f, 4)], [(5, 6)]], 320, 240, "front"),
        new PoseGoal([1, double.NaN, -0.5]),
        new VectorGoal(new float[] { 1, 2.5f }),
    ];

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1")]
    [InlineData("{\"kind\":\"picture\",\"data\":\"!\"}")]
    [InlineData("{\"kind\":\"sketch\",\"strokes\":{}}")]
    [InlineData("{\"kind\":\"pose\"}")]
    [InlineData("{\"kind\":7}")]
    public void Goal_ThatIsNone_IsNull(string json) => Assert.Null(GoalJson.Read(json));

    [Fact]
    public void Choice_AsJson_ComesBack() => Assert.Equal([0, 2, 1], GoalJson.ReadChoice(GoalJson.Write(new ChoiceRequest([0, 2, 1])))!.History.ToArray());

    [Fact]
    public void Reaction_AsJson_ComesBack()
    {
        var reaction = new FailureReaction { OnAlarm = AlarmResponse.SlowDown, SpeedScale = 0.25, Patience = 3, OnDegraded = DegradedResponse.Hold };
        Assert.Equal(reaction, ReactionJson.Read(ReactionJson.Write(reaction)));
        Assert.Null(ReactionJson.Read("{\"on_alarm\":\"explode\"}"));
    }

    private sealed class Encoder(List<(TickRecord, byte[])> seen) : ITickSink
    {
        private readonly byte[] _buffer = new byte[1 << 16];

        public void OnTick(in TickRecord tick)
        {
            var writer = new CdrWriter(_buffer);
            TickCodec.Write(ref writer, tick, 1234, 42);
            seen.Add((tick, _buffer[..writer.Length]));
        }
    }

    private sealed class InputReader(List<LoggedInputs> read) : ITickSink
    {
        private readonly byte[] _buffer = new byte[1 << 16];

        public void OnTick(in TickRecord tick)
        {
            if (tick.Inputs.IsEmpty)
                return;
            var writer = new CdrWriter(_buffer);
            InputsCodec.Write(ref writer, tick.Index, tick.Inputs, false, [], 0);
            read.Add(InputsCodec.Read(_buffer.AsSpan(0, writer.Length), out var error) ?? throw new InvalidOperationException($"{error}"));
        }
    }
}
