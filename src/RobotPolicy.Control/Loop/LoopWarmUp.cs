using System.Diagnostics.CodeAnalysis;
using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Safety;

namespace RobotPolicy.Control.Loop;

/// <summary>
/// Runs a loop of its own through start, motion, hold, resume, takeover, retry and stop, in time that it makes up and against a robot that does
/// not exist, so that the code of every stage is compiled before the first real tick. Nothing is sent anywhere.
/// </summary>
public static class LoopWarmUp
{
    /// <summary>Warms up the code for one robot and policy; takes some ten milliseconds.</summary>
    /// <param name="robot">The robot.</param>
    /// <param name="policy">The policy's data.</param>
    /// <param name="executorOptions">How chunks are joined.</param>
    /// <returns>The state in which the made-up loop ended.</returns>
    public static LoopStatus Run(RobotDescription robot, PolicySpec policy, ExecutorOptions executorOptions)
    {
        ArgumentNullException.ThrowIfNull(robot);
        ArgumentNullException.ThrowIfNull(policy);
        var options = new ControlLoopOptions();
        var clock = new MadeUpClock();
        var port = new NoRobot(robot);
        var binding = PolicyBinding.Create(policy, robot, new List<string>())
            ?? throw new ArgumentException("The policy does not fit the robot.", nameof(policy));
        var human = new HumanInput(robot.Joints.Count, clock);
        human.Arm(HumanSource.Api);
        var still = new double[robot.Joints.Count];
        var loop = new ControlLoop(
            port,
            LoopEquipment.Create(policy, binding, new NoInference(policy, robot, clock), robot, executorOptions) with { Scores = ["none"] },
            clock,
            options,
            new LoopAttachments { Human = human, StopSources = [new OperatorPresence()], Correction = new JointOffset(robot) });
        var snapshot = new LoopSnapshot(robot.Joints.Count, robot.Cameras.Count);
        var periodNs = ControlLoopOptions.ToPeriodNs(options.RateHz);
        loop.SetFailureReaction(new FailureReaction { OnAlarm = AlarmResponse.SlowDown });
        loop.TryPost(LoopCommand.StartTask);
        for (var tick = 0; tick < TickCount; tick++)
        {
            clock.NowNs += periodNs;
            port.Report(clock.NowNs);
            port.CommandReceiverCount = tick == TickCount / 3 ? 0 : 1;
            if (tick == TickCount / 2)
                loop.RequestStop(StopCause.OperatorRequest);
            if (tick == TickCount * 2 / 3)
                loop.TryPost(LoopCommand.Resume);
            if (tick > TickCount * 3 / 4 && tick < TickCount * 7 / 8)
                human.TryPush((HumanFrameKind)(tick % 3), HumanSource.Api, engaged: tick % 16 != 0, still, human.AllJoints);
            if (tick == TickCount * 7 / 8)
                loop.TryPost(LoopCommand.HandBackToHold);
            if (tick == (TickCount * 7 / 8) + 1)
                loop.TryPost(LoopCommand.Retry);
            if (tick == TickCount * 15 / 16)
                loop.TryPost(LoopCommand.Resume);
            loop.Tick(clock.NowNs);
            loop.ReadSnapshot(snapshot);
        }

        loop.ShutDownAsync();
        for (var tick = 0; tick < TickCount && !loop.IsShutDown; tick++)
        {
            clock.NowNs += periodNs;
            loop.Tick(clock.NowNs);
        }

        loop.ReadSnapshot(snapshot);
        return snapshot.Status;
    }

    private const int TickCount = 300;

    private sealed class MadeUpClock : IMonotonicClock
    {
        public long NowNs { get; set; } = 1_000_000_000_000;
    }

    private sealed class NoRobot : IRobotPort
    {
        private readonly double[] _positions;
        private readonly double[] _velocities;
        private readonly CameraSlot[] _cameras;
        private readonly Frame[] _frames = [.. Enumerable.Range(0, 64).Select(_ => new Frame())];
        private int _next;

        public NoRobot(RobotDescription robot)
        {
            Robot = robot;
            _positions = [.. robot.Joints.Select(joint => 0.5 * (joint.MinPosition + joint.MaxPosition))];
            _velocities = new double[_positions.Length];
            Joints = new JointStateHistory(_positions.Length, StampLimits.Default);
            _cameras = [.. robot.Cameras.Select(camera => new CameraSlot(camera.Name, StampLimits.Default))];
        }

        public RobotDescription Robot { get; }

        public JointStateHistory Joints { get; }

        public IReadOnlyList<CameraSlot> Cameras => _cameras;

        public int CommandReceiverCount { get; set; } = 1;

        public void Report(long nowNs)
        {
            Joints.Add(nowNs, nowNs, nowNs, _positions, _velocities);
            foreach (var camera in _cameras)
            {
                var frame = _frames[_next++ % _frames.Length];
                frame.Date(nowNs);
                camera.Offer(frame, nowNs);
            }
        }

        public CommandStatus Send(ReadOnlySpan<double> positions)
        {
            positions.CopyTo(_positions);
            return CommandStatus.Sent;
        }
    }

    /// <summary>Answers every request at once with a motion through the middle of the range.</summary>
    private sealed class NoInference(PolicySpec policy, RobotDescription robot, MadeUpClock clock) : IInference
    {
        private readonly InferenceResult _result = new(policy.Horizon, robot.Joints.Count);
        private bool _isAnswered;

        public void Request(in InferenceRequest request)
        {
            var chunk = _result.Chunk;
            (chunk.Id, chunk.Epoch) = (request.Id, request.Epoch);
            (chunk.StartNs, chunk.InferenceStartNs) = (clock.NowNs, clock.NowNs);
            chunk.IntervalNs = policy.ActionIntervalNs;
            for (var action = 0; action < chunk.Horizon; action++)
                for (var joint = 0; joint < chunk.JointCount; joint++)
                    chunk.Action(action)[joint] = (0.5 * (robot.Joints[joint].MinPosition + robot.Joints[joint].MaxPosition))
                        + (0.05 * action / chunk.Horizon * (robot.Joints[joint].MaxPosition - robot.Joints[joint].MinPosition));
            _result.Request = request;
            _result.Failure = new FailureReport { State = request.Id % 2 == 0 ? FailureState.Quiet : FailureState.Alarm, ChunkId = request.Id };
            _isAnswered = true;
        }

        public bool TryTake([NotNullWhen(true)] out InferenceResult? result)
        {
            result = _isAnswered ? _result : null;
            _isAnswered = false;
            return result is not null;
        }
    }

    private sealed class Frame : ImageFrame
    {
        public override ReadOnlySpan<byte> Data => default;

        public void Date(long nowNs) => (TimeNs, StampUnixNs) = (nowNs, nowNs);

        public override void Retain()
        {
        }

        public override void Release()
        {
        }
    }
}
