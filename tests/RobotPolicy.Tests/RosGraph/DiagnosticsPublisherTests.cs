using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Timing;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Server.RosGraph;
using RobotPolicy.Server.Telemetry;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.RosGraph;

public sealed class DiagnosticsPublisherTests : IDisposable
{
    private readonly GraphRig _rig = new();
    private readonly LoopStatistics _statistics = new();
    private readonly FakeClock _loopClock = new();
    private readonly TickScheduler _scheduler;
    private readonly List<DiagnosticArray> _heard;
    private readonly MonotonicClock _clock;
    private LoopStatus _status;
    private long _count;
    private long _ageNs = -1;
    private long _drops;
    private long _invalid;

    public DiagnosticsPublisherTests()
    {
        _clock = new MonotonicClock(_rig.Time);
        _scheduler = new TickScheduler(_loopClock, 100);
        _heard = _rig.Listen(
            DiagnosticsPublisher.Topic,
            DiagnosticArray.Type,
            cdr => DiagnosticArray.TryDecode(cdr, out var array, out var error) ? array : throw new InvalidOperationException(error.ToString()),
            QosProfile.Default);
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void ControlLoop_Healthy_IsOkWithItsFigures()
    {
        using var publisher = Create();
        _statistics.OnTick(new TickRecord { DurationNs = 500_000, Mode = ControlMode.Running });
        Round(publisher, ticks: 0);
        var status = Round(publisher, ticks: 100, status => status with { Mode = ControlMode.Running, Epoch = 3 });
        var loop = Find(status, "control loop");
        Assert.Equal((DiagnosticLevel.Ok, "Running", "arm"), (loop.Level, loop.Message, loop.HardwareId));
        Assert.Equal("100", Value(loop, "rate_hz"));
        Assert.Equal("Running", Value(loop, "mode"));
        Assert.Equal("0.5", Value(loop, "tick_p99_ms"));
        Assert.Equal("3", Value(loop, "epoch"));
        Assert.Equal(_rig.Time.GetUtcNow().ToUnixTimeMilliseconds(), status.Stamp.ToNs() / 1_000_000);
    }

    [Fact]
    public void ControlLoop_Overran_CountsOverrunsAndSkippedDeadlines()
    {
        using var publisher = Create();
        _scheduler.WaitForNext();
        _loopClock.NowNs = _scheduler.DeadlineNs + (4 * _scheduler.PeriodNs);
        _scheduler.WaitForNext();

        var loop = Find(Round(publisher, ticks: 100), "control loop");

        Assert.Equal(("1", "3"), (Value(loop, "overruns"), Value(loop, "skipped deadlines")));
        Assert.NotEqual("0", Value(loop, "lateness_p99_ms"));
    }

    [Theory]
    [InlineData(ControlMode.Holding, StopCause.CameraStale, DiagnosticLevel.Warn, "Holding: CameraStale thing 1")]
    [InlineData(ControlMode.ProtectiveStop, StopCause.TrackingError, DiagnosticLevel.Error, "ProtectiveStop: TrackingError thing 1")]
    [InlineData(ControlMode.EmergencyStop, StopCause.StopInput, DiagnosticLevel.Error, "EmergencyStop: StopInput thing 1")]
    public void ControlLoop_Stopped_NamesModeCauseAndCulprit(ControlMode mode, StopCause cause, DiagnosticLevel level, string message)
    {
        using var publisher = Create();
        Round(publisher, ticks: 0);
        var loop = Find(Round(publisher, 100, status => status with { Mode = mode, Cause = cause, Culprit = 1 }), "control loop");
        Assert.Equal((level, message), (loop.Level, loop.Message));
        Assert.Equal((cause.ToString(), "thing 1"), (Value(loop, "cause"), Value(loop, "culprit")));
    }

    [Fact]
    public void ControlLoop_ThatStandsStillOrIsSlowOrLate_SaysSo()
    {
        using var publisher = Create();
        Round(publisher, ticks: 10);
        Assert.Equal((DiagnosticLevel.Stale, "does not tick"), LevelOf(Round(publisher, ticks: 0), "control loop"));
        Assert.Equal((DiagnosticLevel.Warn, "89 Hz instead of 100"), LevelOf(Round(publisher, ticks: 89), "control loop"));
        Assert.Equal((DiagnosticLevel.Warn, "2 missed deadlines"), LevelOf(Round(publisher, 100, status => status with { MissedDeadlineCount = 2 }), "control loop"));
        Assert.Equal((DiagnosticLevel.Error, "internal error"), LevelOf(Round(publisher, 100, status => status with { InternalErrorCount = 1 }), "control loop"));
        Assert.Equal(DiagnosticLevel.Ok, LevelOf(Round(publisher, 100), "control loop").Level);
        Assert.Equal((DiagnosticLevel.Stale, "shut down"), LevelOf(Round(publisher, 100, status => status with { IsShutDown = true }), "control loop"));
    }

    [Fact]
    public void Inference_FailuresAndLateChunks_AreToldOnceAndCounted()
    {
        using var publisher = Create();
        Round(publisher, 100);
        Assert.Equal((DiagnosticLevel.Ok, "waiting"), LevelOf(Round(publisher, 100), "inference"));
        Assert.Equal((DiagnosticLevel.Stale, "no chunk since the last report"), LevelOf(Round(publisher, 100, status => status with { Mode = ControlMode.Running }), "inference"));
        _statistics.OnTick(new TickRecord { Mode = ControlMode.Running });
        _statistics.OnTick(new TickRecord { Mode = ControlMode.Holding, Cause = StopCause.ChunkLate });
        var late = Find(Round(publisher, 100, status => status with { Mode = ControlMode.Holding, Cause = StopCause.ChunkLate }), "inference");
        Assert.Equal((DiagnosticLevel.Warn, "1 holds because a chunk was late", "1"), (late.Level, late.Message, Value(late, "holds for a late chunk")));
        Assert.Equal(DiagnosticLevel.Ok, LevelOf(Round(publisher, 100), "inference").Level);
        var dead = LevelOf(Round(publisher, 100, status => status with { Cause = StopCause.InferenceDead }), "inference");
        Assert.Equal((DiagnosticLevel.Error, "InferenceDead"), dead);
    }

    [Fact]
    public void Topic_FromNoPublisherToStale_SaysWhatIsWrong()
    {
        using var subscription = _rig.Ours.CreateSubscription("/joint_states", JointState.Type, QosProfile.Default, new LatestSample());
        using var publisher = Create();
        Assert.Equal((DiagnosticLevel.Stale, "no publisher"), LevelOf(Round(publisher, 0), "joint states"));

        using var mismatched = _rig.Peer.CreatePublisher("/joint_states", JointState.Type, QosProfile.SensorData);
        Assert.Equal((DiagnosticLevel.Stale, "no publisher with fitting QoS: RELIABILITY"), LevelOf(Round(publisher, 0), "joint states"));
        Assert.Equal((DiagnosticLevel.Warn, "/joint_states: incompatible QoS RELIABILITY"), LevelOf(Round(publisher, 0), "endpoints"));
        mismatched.Dispose();

        using var robot = _rig.Peer.CreatePublisher("/joint_states", JointState.Type, QosProfile.Default);
        Assert.Equal((DiagnosticLevel.Stale, "nothing received"), LevelOf(Round(publisher, 0), "joint states"));
        (_count, _ageNs) = (500, 2_000_000);
        var live = Find(Round(publisher, 0), "joint states");
        Assert.Equal(("500", "2", "500", "1"), (Value(live, "rate_hz"), Value(live, "age_ms"), Value(live, "received"), Value(live, "publishers")));
        Assert.Equal("incompatible QoS RELIABILITY", live.Message);
        _invalid = 3;
        Assert.Equal((DiagnosticLevel.Error, "3 unusable messages"), LevelOf(Round(publisher, 0), "joint states"));
        _drops = 2;
        var dropped = Find(Round(publisher, 0), "joint states");
        Assert.Equal((DiagnosticLevel.Warn, "2 dropped messages", "2"), (dropped.Level, dropped.Message, Value(dropped, "dropped")));
        _ageNs = 101_000_000;
        Assert.Equal((DiagnosticLevel.Stale, "stale"), LevelOf(Round(publisher, 0), "joint states"));
    }

    [Fact]
    public void StopInputsAndClock_HaveStatusesOfTheirOwn()
    {
        using var inputs = new StopInputs(_rig.Ours, [new StopInputDescription { Name = "button", Topic = "/stop", Type = StopInputType.Bool, Kind = StopKind.Hold, StopWhen = true }]);
        using var rosTime = new RosTimeSource(_rig.Ours, _rig.Time);
        using var publisher = Create(inputs, rosTime);
        var status = Round(publisher, 0);
        Assert.Equal((DiagnosticLevel.Stale, "never heard, which forbids a start"), LevelOf(status, "stop input button"));
        Assert.Equal((DiagnosticLevel.Stale, "no /clock yet"), LevelOf(status, "clock"));

        var button = _rig.Peer.CreatePublisher("/stop", BoolMessage.Type, QosProfile.Default);
        Assert.Equal(PublishStatus.Sent, button.Publish([0, 1, 0, 0, 0]));
        _rig.Ours.Pump();
        Assert.Equal((DiagnosticLevel.Ok, "allows motion"), LevelOf(Round(publisher, 0), "stop input button"));
        Assert.Equal(PublishStatus.Sent, button.Publish([0, 1, 0, 0, 1]));
        _rig.Ours.Pump();
        var thrown = Find(Round(publisher, 0), "stop input button");
        Assert.Equal((DiagnosticLevel.Error, "stops", "Thrown", "2"), (thrown.Level, thrown.Message, Value(thrown, "state"), Value(thrown, "received")));
        Assert.Equal(PublishStatus.Sent, button.Publish([0, 1, 0, 0, 0]));
        _rig.Ours.Pump();
        button.Dispose();
        Assert.Equal((DiagnosticLevel.Warn, "allows motion, but its publisher is gone"), LevelOf(Round(publisher, 0), "stop input button"));
    }

    [Fact]
    public void FailureMonitor_SaysWhatItSays()
    {
        using var publisher = Create();
        Assert.Equal((DiagnosticLevel.Ok, "none: the package has no monitor"), LevelOf(Round(publisher, 100), "failure monitor"));
        Assert.Equal((DiagnosticLevel.Ok, "quiet"), LevelOf(Round(publisher, 100, status => Says(status, FailureState.Quiet, 0.5)), "failure monitor"));
        var alarm = Find(Round(publisher, 100, status => Says(status, FailureState.Alarm, 1.5)), "failure monitor");
        Assert.Equal((DiagnosticLevel.Error, "likely to fail: ace 6 of 4"), (alarm.Level, alarm.Message));
        Assert.Equal(
            ("Alarm", "1.5", "6", "4", "7", "2.5"),
            (Value(alarm, "state"), Value(alarm, "ratio"), Value(alarm, "ace windowed"), Value(alarm, "ace threshold"), Value(alarm, "call"), Value(alarm, "lead_s")));
        var degraded = Round(publisher, 100, status => Says(status, FailureState.Degraded, 0, DegradedReason.ScoredLate));
        Assert.Equal((DiagnosticLevel.Warn, "cannot tell: scoring took longer than its budget"), LevelOf(degraded, "failure monitor"));
        var waiting = Round(publisher, 100, status => Says(status, FailureState.Degraded, 0, DegradedReason.NotYetScored));
        Assert.Equal((DiagnosticLevel.Ok, "waiting"), LevelOf(waiting, "failure monitor"));
        var missed = Round(publisher, 100, status => Says(status, FailureState.Quiet, 0.5) with { AlarmCount = 2 });
        Assert.Equal((DiagnosticLevel.Error, "2 alarms since the last report"), LevelOf(missed, "failure monitor"));
    }

    private static LoopStatus Says(LoopStatus status, FailureState state, double ratio, DegradedReason reason = DegradedReason.None)
    {
        var readings = default(ScoreReadings);
        readings[0] = new ScoreReading(ratio, ratio * 4, 4);
        return status with
        {
            HasMonitor = true,
            Failure = new FailureReport { State = state, Reason = reason, Ratio = ratio, Call = 7, LeadSeconds = 2.5, ScoreCount = 1, Readings = readings },
        };
    }

    [Fact]
    public void TopicSources_OfAPort_ReadItsCounts()
    {
        var profile = LoadSimulator();
        using var port = new RosRobotPort(_rig.Ours, profile, new ObservationOptions(), new StampClock(_clock, _rig.Time));
        var sources = TopicSource.Of(port, profile, _clock);
        Assert.Equal(["joint states", "camera front", "camera wrist"], sources.Select(source => source.Name));
        Assert.All(sources, source => Assert.Equal((0, -1, 0, 0), (source.ReadCount(), source.ReadAgeNs(), source.ReadDrops(), source.ReadInvalid())));

        port.Joints.Add(1, _clock.NowNs, _clock.NowNs, new double[7], new double[7]);
        port.Joints.Add(1, _clock.NowNs, _clock.NowNs, new double[7], new double[7]);
        port.Joints.Reject(JointStateFault.Malformed, -1);
        _rig.Time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal((1, 5_000_000, 1, 1), (sources[0].ReadCount(), sources[0].ReadAgeNs(), sources[0].ReadDrops(), sources[0].ReadInvalid()));
    }

    [Fact]
    public void TransportGone_IsCountedAndDoesNotThrow()
    {
        using var publisher = Create();
        _rig.Ours.Dispose();
        publisher.Publish();
        Assert.Equal(1, publisher.UnsentCount);
    }

    private static HardwareProfile LoadSimulator()
    {
        var errors = new List<string>();
        var profile = HardwareProfileLoader.Load(Path.Combine(Architecture.ProjectFiles.Root, "hardware", "simulator.yaml"), errors);
        Assert.Empty(errors);
        return profile!;
    }

    private static DiagnosticStatus Find(DiagnosticArray array, string name) => array.Status.Single(status => status.Name == $"robot_policy: {name}");

    private static (DiagnosticLevel Level, string Message) LevelOf(DiagnosticArray array, string name) => (Find(array, name).Level, Find(array, name).Message);

    private static string Value(DiagnosticStatus status, string key) => status.Values.Single(value => value.Key == key).Value;

    private DiagnosticsPublisher Create(StopInputs? inputs = null, RosTimeSource? rosTime = null) => new(
        _rig.Ours,
        new DiagnosticSources
        {
            HardwareId = "arm",
            RateHz = 100,
            ReadStatus = () => _status,
            ReadScores = () => ["ace"],
            Statistics = _statistics,
            Scheduler = _scheduler,
            Clock = _clock,
            NameOfCulprit = (_, culprit) => culprit < 0 ? "" : $"thing {culprit}",
            Topics = [new TopicSource("joint states", "/joint_states", TimeSpan.FromMilliseconds(100), () => _count, () => _ageNs, () => _drops, () => _invalid)],
            StopInputs = inputs,
            RosTime = rosTime,
        },
        _rig.Time);

    /// <summary>One second passes with some ticks, then one round.</summary>
    private DiagnosticArray Round(DiagnosticsPublisher publisher, long ticks, Func<LoopStatus, LoopStatus>? change = null)
    {
        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        var status = new LoopStatus
        {
            TickIndex = _status.TickIndex + ticks,
            Culprit = -1,
            MissedDeadlineCount = _status.MissedDeadlineCount,
            InternalErrorCount = _status.InternalErrorCount,
        };
        _status = change?.Invoke(status) ?? status;
        publisher.Publish();
        _rig.Peer.Pump();
        return _heard[^1];
    }
}
