using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Tests.Loop;

/// <summary>What a policy is told about its past, and what it says about its task.</summary>
public sealed class PolicyRecallTests
{
    private const long Tick = 10_000_000;

    [Fact]
    public void Infer_EarlierEpoch_IsNotThePolicysPast()
    {
        var clock = new FakeClock();
        var robot = new FakeRobot(cameras: 0);
        var joints = robot.Robot.Joints.Count;
        var policy = new LookingBack(new FakePolicy(robot.Robot));
        var history = new CommandHistory(1000, joints);
        var runner = new InferenceRunner(policy, new FakePolicy(robot.Robot).Binding, robot, new ObservationOptions(), clock, history);
        var result = runner.CreateResult();
        for (var i = 1; i <= 100; i++)
            Add(history, i, joints);

        long Known(long epoch, long beganNs, long nowNs, long id)
        {
            clock.NowNs = nowNs;
            robot.ReportJoints(nowNs);
            runner.Run(new InferenceRequest(id, epoch, beganNs), result);
            Assert.Equal(InferenceOutcome.Ok, result.Outcome);
            return policy.Known;
        }

        // 1 s after the start all four intervals are known; of an epoch that began 120 ms ago, two are.
        Assert.Equal(4, Known(1, 0, 100 * Tick, 1));
        Assert.Equal(2, Known(2, 88 * Tick, 100 * Tick, 2));
        Assert.Equal(4, Known(2, 99 * Tick, 110 * Tick, 3));
    }

    [Fact]
    public void Tick_AcceptedChunk_CarriesWhatThePolicySays_UntilTheNextEpoch()
    {
        var rig = new LoopRig();
        rig.Run(0.1);
        Assert.True(float.IsNaN(rig.Last.Signals.Progress));
        rig.Policy.Signals = new PolicySignals(0.25f, float.NaN, 0.5f);

        rig.Start();
        rig.Run(1);

        Assert.Equal((0.25f, 0.5f), (rig.Last.Signals.Progress, rig.Last.Signals.Confidence));
        Assert.True(float.IsNaN(rig.Last.Signals.Success));

        rig.Loop.RequestStop(StopCause.OperatorPause);
        rig.Policy.Signals = PolicySignals.None;
        rig.Run(1);
        Assert.True(float.IsNaN(rig.Last.Signals.Progress));
    }

    private static void Add(CommandHistory history, int tick, int joints)
    {
        var record = new TickRecord
        {
            TimeNs = tick * Tick,
            Sent = CommandStatus.Sent,
            Source = CommandSource.Policy,
            Command = [.. Enumerable.Repeat((double)tick, joints)],
        };
        history.OnTick(in record);
    }

    private sealed class LookingBack(FakePolicy inner) : IPolicy
    {
        public long Known { get; private set; }

        public PolicySpec Spec { get; } = inner.Spec with { PastSteps = 4 };

        public PolicyStatus Infer(Observation observation, ChunkPrior prior, ActionChunk chunk)
        {
            Known = prior.ExecutedCount;
            return inner.Infer(observation, prior, chunk);
        }

        public void Reset()
        {
        }

        public void Dispose()
        {
        }
    }
}
