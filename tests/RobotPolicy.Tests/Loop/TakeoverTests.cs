using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Control.Safety;

namespace RobotPolicy.Tests.Loop;

/// <summary>A human takes over and hands back, through the whole tick.</summary>
public sealed class TakeoverTests
{
    private static readonly double[] Still = new double[3];

    [Theory]
    [InlineData(ControlMode.Idle, false)]
    [InlineData(ControlMode.Idle, true)]
    [InlineData(ControlMode.Running, false)]
    [InlineData(ControlMode.Running, true)]
    [InlineData(ControlMode.Holding, false)]
    [InlineData(ControlMode.Holding, true)]
    [InlineData(ControlMode.ProtectiveStop, false)]
    [InlineData(ControlMode.ProtectiveStop, true)]
    public void TakeOver_FromAnyModeThatMayMove_IsInCommandInTheSameTickAndDoesNotJump(ControlMode mode, bool byDeadMan)
    {
        var rig = In(mode);
        var standing = mode == ControlMode.Idle ? rig.Robot.Actual.ToArray() : rig.Robot.Commanded.ToArray();
        var velocity = rig.Last.CommandVelocity.ToArray();
        if (byDeadMan)
            Push(rig, HumanFrameKind.ClutchedTarget, [standing[0] + 1, standing[1] - 1, standing[2] + 1]);
        else
            rig.Loop.TryPost(LoopCommand.TakeOver);
        rig.Step();

        Assert.Equal((ControlMode.Human, StopCause.Takeover), (rig.Status.Mode, rig.Status.Cause));
        Assert.Equal(byDeadMan ? CommandSource.Human : CommandSource.Hold, rig.Status.Source);
        Assert.Equal(1, rig.Status.TakeoverCount);
        AssertWithinOneTick(rig, standing, mode == ControlMode.Idle ? Still : velocity);

        // The leader stands elsewhere by 1 rad and does not move: neither does the arm, once it has come to rest.
        for (var i = 0; i < 100 && byDeadMan; i++)
        {
            Push(rig, HumanFrameKind.ClutchedTarget, [standing[0] + 1, standing[1] - 1, standing[2] + 1]);
            rig.Step();
        }

        if (byDeadMan)
            for (var joint = 0; joint < 3; joint++)
                Assert.InRange(Math.Abs(rig.Robot.Commanded[joint] - standing[joint]), 0, 0.12);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void TakeOver_ClutchAtSpeed_BrakesAndNeverGoesBack()
    {
        var rig = new LoopRig();
        rig.Human.Arm(HumanSource.Api);
        rig.Policy.Amplitude = 1.8;
        rig.Start();
        rig.RunUntil(_ => Math.Abs(rig.Last.CommandVelocity[0]) > 1, 5);
        var forward = Math.Sign(rig.Last.CommandVelocity[0]);
        Push(rig, HumanFrameKind.ClutchedTarget, Still);
        rig.Step();
        for (var i = 0; i < 50; i++)
        {
            Push(rig, HumanFrameKind.ClutchedTarget, Still);
            rig.Step();
            Assert.InRange(rig.Last.CommandVelocity[0] * forward, -0.02, 2);
        }

        Assert.True(rig.Status.IsStandstill);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void TakeOver_EmergencyStop_IsRefusedByCommandAndByDeadMan()
    {
        var rig = In(ControlMode.EmergencyStop);
        var sent = rig.Robot.SendCount;
        rig.Loop.TryPost(LoopCommand.TakeOver);
        Push(rig, HumanFrameKind.Jog, [1, 1, 1]);
        rig.Step();
        Assert.Equal((ControlMode.EmergencyStop, 2), (rig.Status.Mode, rig.Status.RefusedCount));
        Assert.Equal(sent, rig.Robot.SendCount);

        // The switch is still pressed when the stop is released: nothing moves by itself, nor does the reset's own tick.
        rig.Loop.TryPost(LoopCommand.ResetEmergencyStop);
        rig.Loop.TryPost(LoopCommand.TakeOver);
        for (var i = 0; i < 50; i++)
        {
            Push(rig, HumanFrameKind.Jog, [1, 1, 1]);
            rig.Step();
        }

        Assert.Equal(ControlMode.Idle, rig.Status.Mode);
        Assert.Equal(sent, rig.Robot.SendCount);
    }

    [Theory]
    [InlineData("joint NaN", StopCause.JointStateInvalid)]
    [InlineData("joints silent", StopCause.JointStateStale)]
    [InlineData("no receiver", StopCause.NoCommandReceiver)]
    [InlineData("lapsed", StopCause.SessionLapsed)]
    [InlineData("heartbeat", StopCause.HeartbeatLapsed)]
    [InlineData("outside", StopCause.JointStateInvalid)]
    public void TakeOver_ArmFaultOrStandingDemand_IsRefusedByItsName(string what, StopCause cause)
    {
        var rig = new LoopRig();
        rig.Human.Arm(HumanSource.Api);
        rig.Run(0.2);
        rig.Robot.JointNaN = what == "joint NaN" ? 1 : -1;
        rig.Robot.JointsSilent = what == "joints silent";
        rig.Robot.CommandReceiverCount = what == "no receiver" ? 0 : 1;
        if (what == "lapsed")
            rig.Presence.RequireSession(rig.Clock.NowNs);
        if (what == "heartbeat")
            rig.Presence.RequireHeartbeat(rig.Clock.NowNs);
        if (what == "outside")
            rig.Robot.Place(3, 0, 0);
        rig.Run(0.3);
        rig.Loop.TryPost(LoopCommand.TakeOver, ticket: 7);
        Push(rig, HumanFrameKind.Jog, [1, 1, 1]);
        rig.Step();
        Assert.Equal((ControlMode.Idle, 7, false, cause), (rig.Status.Mode, rig.Status.LastTicket, rig.Status.TicketAccepted, rig.Status.TicketRefusal));
        Assert.Equal(2, rig.Status.RefusedCount);
        Assert.Equal(0, rig.Robot.SendCount);
    }

    [Theory]
    [InlineData("camera")]
    [InlineData("inference")]
    public void TakeOver_OnlyThePolicyIsBlind_IsAllowed(string what)
    {
        var rig = In(ControlMode.Running);
        rig.Robot.CameraSilent[0] = what == "camera";
        rig.Inference.Dead = what == "inference";
        rig.RunUntil(status => status.Mode == ControlMode.Holding, 3);
        rig.Loop.TryPost(LoopCommand.TakeOver);
        for (var i = 0; i < 100; i++)
        {
            Push(rig, HumanFrameKind.Jog, [0.2, 0, 0]);
            rig.Step();
        }

        Assert.Equal((ControlMode.Human, CommandSource.Human), (rig.Status.Mode, rig.Status.Source));
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void TakeOver_AbsoluteTarget_IsApproachedAtTheTakeoverSpeedAndThenFollowed()
    {
        var rig = In(ControlMode.Running);
        double[] leader = [1.5, -1.5, 1.5];
        var fastest = 0.0;
        var ticks = 0;
        do
        {
            Push(rig, HumanFrameKind.AbsoluteTarget, leader);
            rig.Step();

            // What it comes with from the policy's motion is decelerated first.
            if (++ticks > 15 && rig.Status.Human.SpeedScale < 1)
                for (var joint = 0; joint < 3; joint++)
                    fastest = Math.Max(fastest, Math.Abs(rig.Last.CommandVelocity[joint]) / rig.Robot.Robot.Joints[joint].MaxVelocity);
        }
        while (rig.Status.Human.SpeedScale < 1 && ticks < 2000);

        Assert.InRange(fastest, 0.2, InterventionOptions.DefaultTakeoverSpeed + 1e-9);
        for (var joint = 0; joint < 3; joint++)
            Assert.InRange(Math.Abs(rig.Robot.Commanded[joint] - leader[joint]), 0, 0.04);
        leader = [0, 0, 0];
        fastest = 0;
        for (var i = 0; i < 200; i++)
        {
            Push(rig, HumanFrameKind.AbsoluteTarget, leader);
            rig.Step();
            fastest = Math.Max(fastest, Math.Abs(rig.Last.CommandVelocity[0]));
        }

        Assert.True(fastest > 1.5, $"{fastest}");
        Assert.Equal(leader, rig.Robot.Commanded.ToArray());
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void TakeOver_ByCommandAfterARefusedOne_DoesNotGoBackToTheOldReference()
    {
        // The dead-man switch is closed while a demand stands; the clutch that this would have set belongs to nothing.
        var rig = new LoopRig();
        rig.Human.Arm(HumanSource.Api);
        rig.Run(0.2);
        rig.Presence.RequireSession(rig.Clock.NowNs);
        rig.Run(0.05);
        Push(rig, HumanFrameKind.ClutchedTarget, [1, 1, 1]);
        rig.Step();
        Assert.Equal(StopCause.SessionLapsed, rig.Status.LastRefusal);
        rig.Presence.ReleaseSession();
        rig.Start();
        rig.Run(1);
        var standing = rig.Robot.Commanded.ToArray();
        var velocity = rig.Last.CommandVelocity.ToArray();
        rig.Loop.TryPost(LoopCommand.TakeOver);
        rig.Step();
        Assert.Equal((ControlMode.Human, CommandSource.Hold), (rig.Status.Mode, rig.Status.Source));
        AssertWithinOneTick(rig, standing, velocity);
        rig.Run(0.2);
        Assert.True(rig.Status.IsStandstill);
        Assert.Equal(ControlMode.Human, rig.Status.Mode);
    }

    [Fact]
    public void HandBack_ExecutesNothingOfTheShadowAndDiscardsWhatWasInFlight()
    {
        var rig = In(ControlMode.Running);
        rig.Loop.TryPost(LoopCommand.TakeOver);
        rig.Step();

        // In shadow the policy has a target of its own all the time, and it is another than what is commanded.
        var targets = new HashSet<double>();
        rig.RunUntil(status => status.HasTarget, 1);
        for (var i = 0; i < 100; i++)
        {
            Push(rig, HumanFrameKind.Jog, [-0.3, 0.1, 0]);
            rig.Step();
            Assert.Equal((CommandSource.Human, true), (rig.Status.Source, rig.Status.HasTarget));
            targets.Add(rig.Last.Target[0]);
            Assert.NotEqual(rig.Last.Target[0], rig.Last.Command[0]);
        }

        Assert.Equal(100, targets.Count);
        var requests = rig.Inference.RequestCount;
        rig.RunUntil(_ => rig.Inference.RequestCount > requests, 2);
        var (epoch, chunk, discarded) = (rig.Status.Epoch, rig.Status.ChunkId, rig.Status.DiscardedChunkCount);
        var standing = rig.Robot.Commanded.ToArray();
        var velocity = rig.Last.CommandVelocity.ToArray();
        rig.Loop.TryPost(LoopCommand.HandBack);
        rig.Step();
        Assert.Equal((ControlMode.Running, CommandSource.Hold, epoch + 1), (rig.Status.Mode, rig.Status.Source, rig.Status.Epoch));
        AssertWithinOneTick(rig, standing, velocity);
        rig.RunUntil(status => status.Source == CommandSource.Policy, 1);
        Assert.Equal(discarded + 1, rig.Status.DiscardedChunkCount);
        Assert.True(rig.Status.ChunkId > chunk + 1, $"chunk {rig.Status.ChunkId} after {chunk}");
        Assert.Equal(epoch + 1, rig.Policy.LastEpoch);
        rig.Run(3);
        Assert.Equal(ControlMode.Running, rig.Status.Mode);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void HandBack_ToHold_WaitsForAnOperator()
    {
        var rig = In(ControlMode.Human);
        rig.Loop.TryPost(LoopCommand.HandBackToHold);
        rig.Run(2);
        Assert.Equal((ControlMode.Holding, StopCause.OperatorRequest, true), (rig.Status.Mode, rig.Status.Cause, rig.Status.NeedsOperator));
        rig.Loop.TryPost(LoopCommand.Resume);
        rig.RunUntil(status => status.Source == CommandSource.Policy, 1);
    }

    [Fact]
    public void HandBack_ThereIsNoTask_GoesIdleAndSilent()
    {
        var rig = new LoopRig();
        rig.Human.Arm(HumanSource.Api);
        rig.Run(0.2);
        for (var i = 0; i < 100; i++)
        {
            Push(rig, HumanFrameKind.Jog, [0.5, 0, 0]);
            rig.Step();
        }

        Assert.Equal(0.5, rig.Robot.Commanded[0], 0.02);
        Assert.Equal(0, rig.Inference.RequestCount);
        rig.Loop.TryPost(LoopCommand.HandBack);
        rig.RunUntil(status => status.Mode == ControlMode.Idle, 0.3);
        var sent = rig.Robot.SendCount;
        rig.Run(0.5);
        Assert.Equal(sent, rig.Robot.SendCount);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Human_FallsSilent_IsHeldInTimeAndMustPressAnew()
    {
        var rig = In(ControlMode.Running);
        for (var i = 0; i < 50; i++)
        {
            Push(rig, HumanFrameKind.Jog, [0.5, 0, 0]);
            rig.Step();
        }

        var seconds = rig.RunUntil(status => status.Mode != ControlMode.Human, 1);
        Assert.InRange(seconds, 0.3, 0.32);
        Assert.Equal((ControlMode.Holding, StopCause.HumanSilent, true), (rig.Status.Mode, rig.Status.Cause, rig.Status.NeedsOperator));

        // The stream comes back with the switch still closed.
        for (var i = 0; i < 100; i++)
        {
            Push(rig, HumanFrameKind.Jog, [0.5, 0, 0]);
            rig.Step();
        }

        Assert.Equal((ControlMode.Holding, true), (rig.Status.Mode, rig.Status.IsStandstill));
        Push(rig, HumanFrameKind.Jog, [0.5, 0, 0], engaged: false);
        rig.Step();
        Assert.Equal(ControlMode.Holding, rig.Status.Mode);
        Push(rig, HumanFrameKind.Jog, [0.5, 0, 0]);
        rig.Step();
        Assert.Equal((ControlMode.Human, CommandSource.Human), (rig.Status.Mode, rig.Status.Source));
        Assert.Null(rig.Violation);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("infinite")]
    [InlineData("short")]
    [InlineData("too many")]
    public void Human_SendsWhatIsNoCommand_IsHeldInTheNextTick(string what)
    {
        var rig = In(ControlMode.Human);
        Push(rig, HumanFrameKind.Jog, [0.5, 0, 0]);
        rig.Step();
        double[] values = what switch { "NaN" => [0, double.NaN, 0], "infinite" => [double.NegativeInfinity, 0, 0], "short" => [0, 0], _ => [0, 0, 0] };
        for (var i = 0; i < (what == "too many" ? HumanInput.Capacity + 1 : 1); i++)
            rig.Human.TryPush(HumanFrameKind.Jog, HumanSource.Api, true, values, rig.Human.AllJoints);
        rig.Step();
        Assert.Equal((ControlMode.Holding, StopCause.HumanInputInvalid), (rig.Status.Mode, rig.Status.Cause));
        Assert.Equal(1, rig.Human.InvalidCount + rig.Human.LostCount);
        rig.Run(0.2);
        Assert.True(rig.Status.IsStandstill);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Human_OpensTheSwitch_StandsAndGoesOnFromThere()
    {
        var rig = In(ControlMode.Human);
        for (var i = 0; i < 50; i++)
        {
            Push(rig, HumanFrameKind.ClutchedTarget, [-0.01 * i, 0, 0]);
            rig.Step();
        }

        for (var i = 0; i < 50; i++)
        {
            Push(rig, HumanFrameKind.ClutchedTarget, [0.5 + (0.01 * i), 0, 0], engaged: false);
            rig.Step();
        }

        Assert.Equal((ControlMode.Human, CommandSource.Hold, true), (rig.Status.Mode, rig.Status.Source, rig.Status.IsStandstill));
        var standing = rig.Robot.Commanded.ToArray();
        for (var i = 0; i < 50; i++)
        {
            Push(rig, HumanFrameKind.ClutchedTarget, [1 - (0.01 * i), 0, 0]);
            rig.Step();
        }

        Assert.Equal(standing[0] - 0.49, rig.Robot.Commanded[0], 0.03);
        Assert.Equal(standing[1..], rig.Robot.Commanded[1..].ToArray());
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Human_LeaderNamesAnotherJointLater_ItIsClutchedThen()
    {
        var rig = In(ControlMode.Human);
        rig.RunUntil(status => status.IsStandstill, 1);
        var standing = rig.Robot.Commanded.ToArray();
        for (var i = 0; i < 30; i++)
        {
            Push(rig, HumanFrameKind.ClutchedTarget, [0, 0, 0], joints: 0b001);
            rig.Step();
        }

        for (var i = 0; i < 100; i++)
        {
            Push(rig, HumanFrameKind.ClutchedTarget, [0, 1.5, 0], joints: 0b011);
            rig.Step();
        }

        for (var joint = 0; joint < 3; joint++)
            Assert.Equal(standing[joint], rig.Robot.Commanded[joint], 1e-9);
    }

    [Fact]
    public void Human_JogAfterAnApproach_IsNotSlowedByIt()
    {
        var rig = In(ControlMode.Human);
        Push(rig, HumanFrameKind.AbsoluteTarget, [2, 2, 2]);
        rig.Step();
        Assert.Equal(InterventionOptions.DefaultTakeoverSpeed, rig.Status.Human.SpeedScale);
        for (var i = 0; i < 30; i++)
        {
            Push(rig, HumanFrameKind.Jog, [-1.5, 0, 0]);
            rig.Step();
        }

        Assert.Equal(-1.5, rig.Last.CommandVelocity[0], 1e-6);
        Assert.Null(rig.Violation);
    }

    [Theory]
    [InlineData(30, 100)]
    [InlineData(100, 100)]
    [InlineData(500, 100)]
    [InlineData(500, 10)]
    [InlineData(100, 1000)]
    public void Human_StreamOfAnyRate_LosesNoFrameAndFollows(double streamHz, double rateHz)
    {
        var rig = new LoopRig(new ControlLoopOptions { RateHz = rateHz });
        rig.Human.Arm(HumanSource.Api);
        rig.Run(0.2);
        var pushed = 0UL;
        var taken = 0L;
        var until = rig.Clock.NowNs;
        var sequence = 0UL;
        for (var tick = 0; tick < 10 * rateHz; tick++)
        {
            // Frames arrive while the loop sleeps; each is dated by its own arrival.
            var tickNs = rig.Clock.NowNs;
            while (until < tickNs + rig.PeriodNs)
            {
                rig.Clock.NowNs = Math.Max(until, tickNs);
                var position = 0.5 * Math.Sin(2 * (until / 1e9));
                Assert.Equal(HumanPush.Taken, rig.Human.TryPush(
                    HumanFrameKind.AbsoluteTarget, HumanSource.Api, true, [position, position, 0], rig.Human.AllJoints, ++pushed));
                until += (long)(1e9 / streamHz);
            }

            rig.Clock.NowNs = tickNs;
            rig.Step();
            taken += rig.Last.Human.Taken;
            Assert.True(rig.Last.Human.Sequence >= sequence && rig.Last.Human.Sequence == pushed, $"{rig.Last.Human}, pushed {pushed}");
            sequence = rig.Last.Human.Sequence;
        }

        Assert.Equal(pushed, (ulong)taken);
        Assert.Equal(taken, rig.Status.Human.Total);
        Assert.Equal((0, 0, 0), (rig.Human.LostCount, rig.Human.RefusedCount, rig.Human.InvalidCount));
        Assert.Equal((ControlMode.Human, 1), (rig.Status.Mode, rig.Status.Human.SpeedScale));

        // The way from one frame to the next takes the time between them, and a frame waits for the tick.
        var late = (1 / streamHz) + (2 / rateHz);
        var wanted = 0.5 * Math.Sin(2 * rig.Clock.NowNs / 1e9);
        Assert.InRange(Math.Abs(rig.Robot.Commanded[0] - wanted), 0, (1.0 * late) + 0.002);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Human_OtherSourcesAndEarlierSenders_AreIgnoredAndCounted()
    {
        var rig = new LoopRig();
        rig.Run(0.2);
        Assert.Equal(HumanPush.NotArmed, rig.Human.TryPush(HumanFrameKind.Jog, HumanSource.Api, true, [1, 1, 1], 7));
        rig.Human.Arm(HumanSource.Topic);
        Assert.Equal(HumanPush.NotArmed, rig.Human.TryPush(HumanFrameKind.Jog, HumanSource.Api, true, [1, 1, 1], 7));
        Assert.Equal(HumanPush.NotArmed, rig.Human.TryPush(HumanFrameKind.Jog, HumanSource.None, true, [1, 1, 1], 7));
        Assert.Equal(HumanPush.NotArmed, rig.Human.TryPush(HumanFrameKind.Jog, HumanSource.Api, true, [double.NaN], 7));
        rig.Step();
        Assert.Equal((4, 0), (rig.Human.RefusedCount, rig.Human.InvalidCount));

        // One client's last frames must not become the next client's first, though both speak by the API.
        rig.Human.Arm(HumanSource.Api);
        Push(rig, HumanFrameKind.Jog, [1, 1, 1]);
        rig.Human.Arm(HumanSource.None);
        rig.Human.Arm(HumanSource.Api);
        rig.Run(0.1);
        Assert.Equal((ControlMode.Idle, 0), (rig.Status.Mode, rig.Robot.SendCount));
        Push(rig, HumanFrameKind.Jog, [1, 1, 1]);
        rig.Step();
        Assert.Equal(ControlMode.Human, rig.Status.Mode);
        rig.Human.Arm(HumanSource.None);
        rig.Step();
        Assert.Equal((ControlMode.Human, CommandSource.Hold), (rig.Status.Mode, rig.Status.Source));
        rig.RunUntil(status => status.Cause == StopCause.HumanSilent, 0.32);
    }

    [Fact]
    public void Human_SwitchOnATopicThatIsStuck_TakesNothingOver()
    {
        var rig = new LoopRig();
        rig.Human.Arm(HumanSource.Topic);
        rig.Run(0.2);
        for (var i = 0; i < 50; i++)
        {
            Push(rig, HumanFrameKind.Jog, [1, 1, 1]);
            rig.Step();
        }

        Assert.Equal((ControlMode.Idle, 0), (rig.Status.Mode, rig.Robot.SendCount));
        Push(rig, HumanFrameKind.Jog, [1, 1, 1], engaged: false);
        Push(rig, HumanFrameKind.Jog, [1, 1, 1]);
        rig.Step();
        Assert.Equal(ControlMode.Human, rig.Status.Mode);
    }

    [Fact]
    public void Human_FramesThatWaitedThroughAStall_TakeNothingOver()
    {
        var rig = In(ControlMode.Running);
        Push(rig, HumanFrameKind.Jog, [1, 1, 1]);
        rig.Clock.NowNs += 400_000_000;
        rig.Step();
        Assert.Equal((ControlMode.Holding, 0), (rig.Status.Mode, rig.Status.TakeoverCount));
        Push(rig, HumanFrameKind.Jog, [0.1, 0, 0]);
        rig.Step();
        Assert.Equal(ControlMode.Human, rig.Status.Mode);
    }

    [Fact]
    public void Human_StopRequestInTheSameTick_Wins()
    {
        var rig = In(ControlMode.Running);
        Push(rig, HumanFrameKind.Jog, [1, 1, 1]);
        rig.Loop.RequestStop(StopCause.OperatorRequest);
        rig.Step();
        Assert.Equal((ControlMode.Holding, StopCause.OperatorRequest), (rig.Status.Mode, rig.Status.Cause));
        for (var i = 0; i < 20; i++)
        {
            Push(rig, HumanFrameKind.Jog, [1, 1, 1]);
            rig.Step();
        }

        Assert.Equal((ControlMode.Holding, true), (rig.Status.Mode, rig.Status.IsStandstill));
    }

    [Theory]
    [InlineData(HumanFrameKind.Jog)]
    [InlineData(HumanFrameKind.ClutchedTarget)]
    [InlineData(HumanFrameKind.AbsoluteTarget)]
    public void Tick_WithAHumanAndPresence_AllocatesNothing(HumanFrameKind kind)
    {
        var rig = In(ControlMode.Running);
        rig.Presence.RequireSession(long.MaxValue - 1);
        rig.Presence.RequireHeartbeat(long.MaxValue - 1);
        double[] values = [0.1, -0.1, 0];
        var pushing = 0L;
        for (var i = 0; i < 4000; i++)
        {
            if (i == 1000)
            {
                rig.ResetAllocations();
                pushing = 0;
            }

            values[0] = 0.2 * Math.Sin(0.01 * i);
            var before = GC.GetAllocatedBytesForCurrentThread();
            rig.Human.TryPush(kind, HumanSource.Api, i % 500 < 400, values, rig.Human.AllJoints, (ulong)i);
            pushing += GC.GetAllocatedBytesForCurrentThread() - before;
            if (i % 500 == 450)
                rig.Loop.TryPost(LoopCommand.HandBack);
            rig.Step();
        }

        Assert.Equal((0, 0), (rig.AllocatedBytes, pushing));
        Assert.True(rig.Status.TakeoverCount >= 8, $"{rig.Status.TakeoverCount}");
        Assert.Null(rig.Violation);
    }

    private static LoopRig In(ControlMode mode)
    {
        var rig = new LoopRig();
        rig.Human.Arm(HumanSource.Api);
        rig.Robot.Place(0.3, -0.4, 0.5);
        if (mode == ControlMode.Idle)
        {
            rig.Run(0.2);
            return rig;
        }

        rig.Start();
        rig.Run(1);
        if (mode is ControlMode.Holding or ControlMode.ProtectiveStop or ControlMode.EmergencyStop)
        {
            rig.Loop.RequestStop(StopCause.OperatorRequest, (StopKind)(mode - ControlMode.Holding + 1));
            rig.Run(0.5);
        }

        if (mode == ControlMode.Human)
        {
            rig.Loop.TryPost(LoopCommand.TakeOver);
            rig.Run(0.1);
        }

        Assert.Equal(mode, rig.Status.Mode);
        return rig;
    }

    private static void Push(LoopRig rig, HumanFrameKind kind, double[] values, bool engaged = true, ulong? joints = null) =>
        Assert.Equal(HumanPush.Taken, rig.Human.TryPush(kind, rig.Human.Armed, engaged, values, joints ?? rig.Human.AllJoints));

    /// <summary>The command of the last tick is one that the limits allow from where the arm was commanded before.</summary>
    private static void AssertWithinOneTick(LoopRig rig, double[] position, double[] velocity)
    {
        var dt = rig.PeriodNs / 1e9;
        for (var joint = 0; joint < position.Length; joint++)
        {
            var limits = rig.Robot.Robot.Joints[joint];
            var step = rig.Robot.Commanded[joint] - position[joint];
            Assert.InRange(Math.Abs(step), 0, (limits.MaxVelocity * dt) + 1e-12);
            Assert.InRange(Math.Abs(step - (velocity[joint] * dt)), 0, (limits.MaxAcceleration * dt * dt) + 1e-9);
        }
    }
}
