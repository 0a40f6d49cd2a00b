using FsCheck;
using FsCheck.Fluent;
using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Control.Safety;
using RobotPolicy.Tests.Modes;
using Xunit.Abstractions;

namespace RobotPolicy.Tests.Loop;

/// <summary>
/// What must hold whatever happens, in whatever order: random commands, stops, demands, frames of a human, faults of the robot and of
/// the policy, alarms of its monitor, lost commands and jumps of time, through the whole tick. A run is determined by one seed, which FsCheck draws and
/// prints when a property fails.
/// </summary>
public sealed class LoopProperties(ITestOutputHelper output)
{
    private const int Sequences = 2500;

    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(Sequences).WithReplay(2026, 7919);

    private static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void AnySequence_KeepsEveryPromise()
    {
        var total = new Tally();
        Check.One(Runs, Prop.ForAll(Seeds, seed =>
        {
            try
            {
                new RandomSession(seed, total).Run();
            }
            catch (InvalidOperationException)
            {
                // Once more, with the ticks before it in the message.
                new RandomSession(seed, total, isTraced: true).Run();
                throw;
            }
        }));
        output.WriteLine($"{Sequences} sequences from FsCheck seed (2026, 7919): {total}");

        // The sequences reach what they are meant to judge.
        Assert.All(total.Modes, count => Assert.True(count > 1000, total.ToString()));
        Assert.True(total.HandBacks > 100 && total.Resets > 100 && total.Holds > 1000 && total.Takeovers > 1000, total.ToString());
        Assert.True(total.Predictions > 100 && total.Retries > 100 && total.Retried > 20, total.ToString());
    }

    /// <summary>How often what happened, over all sequences.</summary>
    private sealed class Tally
    {
        public long[] Modes { get; } = new long[6];

        public long Takeovers { get; set; }

        public long HandBacks { get; set; }

        public long Holds { get; set; }

        public long Resets { get; set; }

        public long Predictions { get; set; }

        public long Retries { get; set; }

        public long Retried { get; set; }

        public override string ToString() =>
            $"ticks per mode {string.Join(' ', Modes)}; {Takeovers} takeovers, {HandBacks} handed back into motion, {Holds} stops, {Resets} resets, "
            + $"{Predictions} predictions, {Retries} ways to the safe pose, {Retried} of them to their end";
    }

    private sealed class RandomSession : ITickSink, IStopSource
    {
        private const int Ticks = 160;

        private readonly int _seed;
        private readonly Random _random;
        private readonly Tally _tally;
        private readonly bool _isTraced;
        private readonly LoopRig _rig;
        private readonly Dictionary<long, long> _epochOfChunk = [];
        private readonly HashSet<LoopEvent> _possible = [];
        private readonly double[] _values = new double[3];
        private readonly double[] _leader = new double[3];
        private readonly FakeMonitor _monitor = new() { Said = [] };
        private readonly FailureReaction _reaction;
        private TickRecord _before;
        private string? _verdict;
        private StopDemand _demand = StopDemand.None;
        private bool _mayResumeByItself;
        private bool _pressed;
        private bool _hasPressed;
        private static readonly ExecutorKind[] Executors = Enum.GetValues<ExecutorKind>();
        private readonly Queue<string> _trail = new();
        private long _sent;

        public RandomSession(int seed, Tally tally, bool isTraced = false)
        {
            _isTraced = isTraced;
            _seed = seed;
            _tally = tally;
            _random = new Random(seed);
            double[] rates = [50, 100, 250];
            _rig = new LoopRig(
                new ControlLoopOptions { RateHz = rates[_random.Next(3)], ResumeDelay = TimeSpan.FromMilliseconds(50), RetreatSpeed = _random.Next(3) == 0 ? 0.1 : 1 },
                Executors[_random.Next(Executors.Length)],
                cameras: 1,
                stops: this,
                monitor: _monitor,
                safePose: _random.Next(4) == 0 ? null : [0.3, -0.2, 0.1],
                sinks: this);
            _reaction = new FailureReaction
            {
                OnAlarm = _random.Next(2) == 0 ? AlarmResponse.Hold : (AlarmResponse)_random.Next(3),
                OnDegraded = (DegradedResponse)_random.Next(2),
                Patience = _random.Next(2),
                SpeedScale = 0.05 + (0.95 * _random.NextDouble()),
            };
            _rig.Loop.SetFailureReaction(_reaction);
            _rig.Inference.LatencyNs = _random.Next(5, 80) * 1_000_000L;
            _rig.Policy.Amplitude = 3 * _random.NextDouble();
            _rig.Human.Arm(_random.Next(2) == 0 ? HumanSource.Api : HumanSource.Topic);
        }

        public StopDemand Poll(long nowNs) => _demand;

        public void Run()
        {
            _rig.Run(0.1);
            for (var tick = 0; tick < Ticks; tick++)
            {
                _possible.Clear();
                _sent = _rig.Robot.SendCount;
                if (_random.Next(3) == 0)
                    Disturb();
                Steer();
                _rig.Step();
                Require(_rig.Violation is null, _rig.Violation ?? "");
                Require(_verdict is null, _verdict ?? "");
            }
        }

        public void OnTick(in TickRecord tick)
        {
            _tally.Modes[(int)tick.Mode]++;
            if (tick.Answer is { Outcome: InferenceOutcome.Ok } answer)
                _epochOfChunk[answer.Chunk.Id] = answer.Request.Epoch;

            // What a sink throws, the loop counts and goes on.
            try
            {
                if (_before.Index > 0)
                    Judge(tick);
            }
            catch (Exception exception)
            {
                _verdict ??= exception.Message;
            }

            // A tick with a bug in it leaves the frames to the next one.
            _hasPressed &= tick.Fault.Cause == StopCause.InternalError;
            _before = tick;
            if (_isTraced)
                Trace(tick);
            _mayResumeByItself = !_rig.Loop.IsShutDown && tick.Mode == ControlMode.Holding;
        }

        private void Judge(in TickRecord tick)
        {
            // Nothing is sent in idle, or in an emergency stop at standstill.
            if (tick.Mode == ControlMode.Idle || (tick.Mode == ControlMode.EmergencyStop && _before.Mode == ControlMode.EmergencyStop && tick.Source == CommandSource.None))
                Require(_rig.Robot.SendCount == _sent, $"{tick.Mode} sent a command");
            if (tick.Mode == ControlMode.EmergencyStop)
                Require(tick.Source is CommandSource.None or CommandSource.Hold, $"emergency stop with {tick.Source}");

            // Only what was computed for this very epoch is executed.
            if (tick.Source == CommandSource.Policy)
            {
                Require(tick.Mode == ControlMode.Running, $"the policy moves the arm in {tick.Mode}");
                Require(
                    _epochOfChunk[tick.Schedule.ChunkId] == tick.Epoch,
                    $"chunk {tick.Schedule.ChunkId} of epoch {_epochOfChunk[tick.Schedule.ChunkId]} is executed in epoch {tick.Epoch}");
            }

            JudgePrediction(tick);
            if (tick.Source == CommandSource.Human)
                Require(tick.Mode == ControlMode.Human && tick.Human.Engaged, $"a human moves the arm in {tick.Mode}");
            if (!tick.Demand.IsNone)
                Require(tick.Mode is not (ControlMode.Running or ControlMode.Human), $"{tick.Mode} while {tick.Demand} is demanded");
            if (tick.Mode == _before.Mode)
                return;

            Require(tick.Epoch > _before.Epoch, "the mode changed within an epoch");
            if (_before.Mode == ControlMode.EmergencyStop)
            {
                Require(tick.Mode == ControlMode.Idle && _possible.Contains(LoopEvent.Reset), $"an emergency stop was left for {tick.Mode}");
                _tally.Resets++;
            }

            _tally.Takeovers += tick.Mode == ControlMode.Human ? 1 : 0;
            _tally.HandBacks += (_before.Mode, tick.Mode) == (ControlMode.Human, ControlMode.Running) ? 1 : 0;
            _tally.Holds += _before.Mode is ControlMode.Running or ControlMode.Human && tick.Mode is not (ControlMode.Running or ControlMode.Human) ? 1 : 0;
            Require(IsReachable(_before.Mode, tick.Mode), $"{_before.Mode} → {tick.Mode} by {string.Join(", ", _possible)}");
        }

        private void JudgePrediction(in TickRecord tick)
        {
            if (tick.Source == CommandSource.Policy && _monitor.Said!.TryGetValue(tick.Schedule.ChunkId, out var said))
            {
                // A ratio that is no number is an alarm, whatever the monitor calls it.
                var alarms = said.State == FailureState.Alarm || (said.State == FailureState.Quiet && !(said.Ratio <= 1));
                Require(
                    !(alarms && _reaction is { OnAlarm: AlarmResponse.Hold, Patience: 0 }),
                    $"chunk {tick.Schedule.ChunkId} is executed although it alarmed");
                Require(
                    !(said.State == FailureState.Degraded && _reaction.OnDegraded == DegradedResponse.Hold),
                    $"chunk {tick.Schedule.ChunkId} is executed although nobody could judge it");
            }

            if (tick.Cause is StopCause.FailurePredicted or StopCause.MonitorDegraded)
                Require(tick.Mode == ControlMode.Holding, $"{tick.Cause} in {tick.Mode}");
            if (tick.Source == CommandSource.Retreat)
                Require(
                    tick is { Mode: ControlMode.Holding, Cause: StopCause.Retrying } or { Mode: ControlMode.ProtectiveStop, Cause: StopCause.TrackingError },
                    $"the arm moves in {tick.Mode} with {tick.Cause}");

            // A retry is an operator's, and what it leads to is motion or another hold.
            if (tick.Cause == StopCause.Retrying && _before.Cause != StopCause.Retrying)
                Require(_possible.Contains(LoopEvent.Retry), "a retry that nobody asked for");
            _tally.Predictions += tick.Cause == StopCause.FailurePredicted && _before.Cause != StopCause.FailurePredicted ? 1 : 0;
            _tally.Retries += tick.Cause == StopCause.Retrying && _before.Cause != StopCause.Retrying ? 1 : 0;
            _tally.Retried += _before.Cause == StopCause.Retrying && tick.Mode == ControlMode.Running ? 1 : 0;
        }

        /// <summary>Whether the table leads there by what was asked for in this tick, and by what may follow from faults.</summary>
        private bool IsReachable(ControlMode from, ControlMode to)
        {
            LoopEvent[] always = [LoopEvent.Fault, LoopEvent.SevereFault, LoopEvent.HoldRequest, LoopEvent.CameToRest, LoopEvent.InternalError, LoopEvent.Prediction, LoopEvent.RetryBroken];
            var events = new HashSet<LoopEvent>([.. _possible, .. always]);
            if (_hasPressed)
                events.Add(LoopEvent.TakeOver);
            if (_before.Cause == StopCause.Retrying || _possible.Contains(LoopEvent.Retry))
                events.Add(LoopEvent.SafePoseReached);
            if (_mayResumeByItself)
                events.Add(LoopEvent.CauseGone);
            var reached = new HashSet<ControlMode> { from };
            for (var step = 0; step < 6; step++)
                foreach (var mode in reached.ToArray())
                    foreach (var happened in events)
                        if (ModeTableTests.Expect(mode, happened) is { Kind: ModeStepKind.Enter } entered)
                            reached.Add(entered.Mode);
            return reached.Contains(to);
        }

        /// <summary>An operator, now and then several in the same tick.</summary>
        private void Steer()
        {
            while (_random.Next(3) == 0)
                Post((LoopCommand)_random.Next(9));

            // Someone who wants to get on does the sensible thing more often.
            if (_random.Next(3) == 0)
                Post(_before.Mode switch
                {
                    ControlMode.Idle => LoopCommand.StartTask,
                    ControlMode.Human => LoopCommand.HandBack,
                    ControlMode.EmergencyStop => LoopCommand.ResetEmergencyStop,
                    _ => _random.Next(2) == 0 ? LoopCommand.Retry : LoopCommand.Resume,
                });
            if (_random.Next(30) == 0)
                Stop((StopKind)_random.Next(1, 4));
            if (_random.Next(8) == 0)
                _pressed = !_pressed;
            if (_random.Next(10) != 0)
                Send(_random.Next(1, 4));
        }

        private void Post(LoopCommand command)
        {
            _rig.Loop.TryPost(command);
            _possible.UnionWith(command switch
            {
                LoopCommand.StartTask => [LoopEvent.Start],
                LoopCommand.StopTask => [LoopEvent.End],
                LoopCommand.Resume => [LoopEvent.Resume, LoopEvent.ResumeIdle],
                LoopCommand.ResetEmergencyStop => [LoopEvent.Reset],
                LoopCommand.TakeOver => [LoopEvent.TakeOver],
                LoopCommand.HandBack => [LoopEvent.HandBack, LoopEvent.HandBackIdle],
                LoopCommand.Retask => [LoopEvent.Retask],
                LoopCommand.Retry => [LoopEvent.Retry],
                _ => (LoopEvent[])[LoopEvent.HandBackToHold],
            });
        }

        private void Stop(StopKind kind)
        {
            _rig.Loop.RequestStop(StopCause.OperatorRequest, kind);
            _possible.Add(LoopEvent.HoldRequest + (int)kind - 1);
        }

        private void Send(int frames)
        {
            for (var i = 0; i < frames; i++)
            {
                for (var joint = 0; joint < 3; joint++)
                {
                    _leader[joint] += 0.05 * (_random.NextDouble() - 0.5);
                    _values[joint] = _random.Next(40) == 0 ? 5 * (_random.NextDouble() - 0.5) : _leader[joint];
                }

                if (_random.Next(150) == 0)
                    _values[1] = double.NaN;
                var source = _random.Next(10) == 0 ? HumanSource.Topic : _rig.Human.Armed;
                var kind = (HumanFrameKind)(_random.Next(30) == 0 ? _random.Next(3) : _seed % 3);
                _rig.Human.TryPush(kind, source, _pressed, _values, (ulong)_random.Next(8));
                if (_pressed && source == _rig.Human.Armed)
                    _hasPressed = true;
            }
        }

        private void Disturb()
        {
            var robot = _rig.Robot;
            switch (_random.Next(22))
            {
                case 0: robot.JointNaN = _random.Next(-3, 3); break;
                case 1: robot.JointsSilent = _random.Next(3) == 0; break;
                case 2: robot.JointsFrozen = _random.Next(3) == 0; break;
                case 3: robot.JointBlocked = Math.Max(-1, _random.Next(-6, 3)); break;
                case 4: robot.CommandReceiverCount = _random.Next(3) == 0 ? 0 : 1; break;
                case 5: robot.SendStatus = _random.Next(3) == 0 ? CommandStatus.TimedOut : CommandStatus.Sent; break;
                case 6: robot.SendThrows = _random.Next(4) == 0; break;
                case 7: robot.CameraSilent[0] = _random.Next(3) == 0; break;
                case 8: robot.IsBroken = _random.Next(6) == 0; break;
                case 9: _rig.Policy.Value = _random.Next(4) == 0 ? double.NaN : null; break;
                case 10: _rig.Policy.Status = _random.Next(4) == 0 ? PolicyStatus.GraphFailed : PolicyStatus.Ok; break;
                case 11: _rig.Policy.Throws = _random.Next(5) == 0 ? new InvalidOperationException("broken policy") : null; break;
                case 12: _rig.Inference.Dead = _random.Next(5) == 0; break;
                case 13: _rig.Clock.NowNs += _random.Next(1, 300) * 1_000_000L; break;
                case 14: _rig.Human.Arm((HumanSource)_random.Next(3)); break;
                case 15: robot.Place(Near(0), Near(1), Near(2)); break;
                case 16: _rig.Presence.RequireSession(_rig.Clock.NowNs + (_random.Next(-50, 500) * 1_000_000L)); break;
                case 17: _rig.Presence.ReleaseSession(); break;
                case 18: _monitor.Throws = _random.Next(3) == 0 ? new InvalidOperationException("broken monitor") : null; break;
                case 19:
                    var state = _random.Next(2) == 0 ? FailureState.Alarm : FailureState.Off + _random.Next(4);
                    (_monitor.State, _monitor.Ratio) = (state, _random.Next(3) == 0 ? double.NaN : 0.5);
                    break;
                default:
                    _demand = _random.Next(3) == 0
                        ? new StopDemand((StopKind)_random.Next(1, 4), StopCause.StopInput, 0)
                        : StopDemand.None;
                    break;
            }

            // Most of the time everything is well, or there would be little motion to judge.
            if (_random.Next(6) == 0)
                Mend();
            if (!_demand.IsNone)
                _possible.Add(LoopEvent.HoldRequest + (int)_demand.Kind - 1);
        }

        private void Mend()
        {
            var robot = _rig.Robot;
            (robot.JointNaN, robot.JointBlocked, robot.CommandReceiverCount) = (-1, -1, 1);
            (robot.JointsSilent, robot.JointsFrozen, robot.SendThrows, robot.IsBroken) = (false, false, false, false);
            (robot.SendStatus, robot.CameraSilent[0], _rig.Inference.Dead) = (CommandStatus.Sent, false, false);
            (_rig.Policy.Value, _rig.Policy.Status, _rig.Policy.Throws) = (null, PolicyStatus.Ok, null);
            (_monitor.State, _monitor.Ratio, _monitor.Throws) = (FailureState.Quiet, 0.5, null);
            _demand = StopDemand.None;
            _rig.Presence.ReleaseSession();
        }

        private double Near(int joint) => Math.Clamp(_rig.Robot.Actual[joint] + (0.4 * (_random.NextDouble() - 0.5)), -2, 2);

        private void Require(bool holds, string what)
        {
            if (!holds)
                throw new InvalidOperationException($"seed {_seed}, tick {_rig.Last.Index}: {what}\n{string.Join('\n', _trail)}");
        }

        private void Trace(in TickRecord tick)
        {
            _trail.Enqueue(
                $"{tick.Index} {tick.Mode} {tick.Cause} {tick.Source} {tick.Sent} late {tick.LatenessNs / 1e6} ms, fault {tick.Fault.Cause}, "
                + $"demand {tick.Demand.Cause}, command {string.Join(' ', tick.Command)}, measured {string.Join(' ', tick.Positions)}");
            if (_trail.Count > 8)
                _trail.Dequeue();
        }
    }
}
