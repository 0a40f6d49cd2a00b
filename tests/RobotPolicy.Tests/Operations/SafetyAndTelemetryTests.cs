using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Timing;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Safety;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.Server.Operations.Telemetry;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Transport;

namespace RobotPolicy.Tests.Operations;

public sealed class SafetyAndTelemetryTests : IDisposable
{
    private static readonly TimeSpan ControlPeriod = TimeSpan.FromMilliseconds(10);

    private readonly ManualTime _time = new();
    private readonly OperationsRig _rig;

    public SafetyAndTelemetryTests() => _rig = new OperationsRig(_time);

    private HeartbeatDesk Heartbeats => _rig.Room.Heartbeats;

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(StopKind.Hold, ControlMode.Holding)]
    [InlineData(StopKind.Protective, ControlMode.ProtectiveStop)]
    [InlineData(StopKind.Emergency, ControlMode.EmergencyStop)]
    public async Task Stop_AnswersWhenTheLoopHasTakenIt(StopKind kind, ControlMode mode)
    {
        await _rig.LoadAsync();
        await _rig.Room.Tasks.StartAsync(new TaskStart { StartedBy = "alice" });

        var report = await _rig.Room.Safety.StopAsync(kind, "bob", "smoke");

        Assert.Equal((mode, StopCause.OperatorRequest), (report.Status.Mode, report.Status.Cause));
    }

    [Fact]
    public async Task Reset_LeadsToIdle()
    {
        await _rig.Room.Safety.StopAsync(StopKind.Emergency, "bob", "");

        Assert.Equal(ControlMode.Idle, (await _rig.Room.Safety.ResetAsync("bob")).Status.Mode);
        await Assert.ThrowsAsync<OperationException>(() => _rig.Room.Safety.ResetAsync("bob"));
    }

    [Fact]
    public void Heartbeat_Silent_DemandsAHoldUntilAnotherBegins()
    {
        var beat = Heartbeats.Begin("alice", TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.True(Heartbeats.Beat(beat));
        _time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.True(_rig.Loop.ReadStatus().Demand.IsNone);

        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(StopCause.HeartbeatLapsed, _rig.Loop.ReadStatus().Demand.Cause);
        Assert.False(Heartbeats.Beat(beat));
        Assert.Equal(StopCause.HeartbeatLapsed, _rig.Loop.ReadStatus().Demand.Cause);

        Heartbeats.Begin("bob", TimeSpan.FromSeconds(1));
        Assert.True(_rig.Loop.ReadStatus().Demand.IsNone);
    }

    [Fact]
    public void Heartbeat_OneOfTwoSilent_IsEnough()
    {
        Heartbeats.Begin("alice", TimeSpan.FromSeconds(1));
        var bob = Heartbeats.Begin("bob", TimeSpan.FromSeconds(1));

        for (var i = 0; i < 4; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(0.3));
            Heartbeats.Beat(bob);
        }

        Assert.Equal(StopCause.HeartbeatLapsed, _rig.Loop.ReadStatus().Demand.Cause);
    }

    [Fact]
    public void Heartbeat_Ended_DemandsNothing()
    {
        Heartbeats.End(Heartbeats.Begin("alice", TimeSpan.FromSeconds(1)));
        _time.Advance(TimeSpan.FromSeconds(100));

        Assert.True(_rig.Loop.ReadStatus().Demand.IsNone);
    }

    [Theory]
    [InlineData(0.09)]
    [InlineData(10.1)]
    public void Heartbeat_TimeoutOutOfRange_IsRefused(double seconds) => Assert.Equal(
        OperationError.Invalid,
        Assert.Throws<OperationException>(() => Heartbeats.Begin("alice", TimeSpan.FromSeconds(seconds))).Error);

    [Fact]
    public void Sampler_TwentyConsumers_ReadsOncePerPeriod()
    {
        var states = _rig.Room.States;
        var slow = states.Subscribe(100);
        var fast = Enumerable.Range(0, 20).Select(_ => states.Subscribe(100)).ToList();
        var tenHz = states.Subscribe(10);
        var ticksBefore = _rig.Loop.ReadStatus().TickIndex;

        for (var i = 0; i < 100; i++)
        {
            states.Sample();
            _time.Advance(ControlPeriod);
        }

        // The fake loop ticks once for each look.
        Assert.Equal(100, _rig.Loop.ReadStatus().TickIndex - ticksBefore - 1);
        Assert.Equal(100, states.SampleCount);
        Assert.All(fast, consumer => Assert.Equal(99UL, consumer.LostCount));
        Assert.Equal(9UL, tenHz.LostCount);
        slow.Dispose();
        states.Sample();
        Assert.Equal(99UL, slow.LostCount);
    }

    [Fact]
    public void Sampler_SaysWhenSomebodyIsDueAgain()
    {
        var states = _rig.Room.States;
        Assert.Equal(Timeout.InfiniteTimeSpan, states.Sample());

        // They come at moments of their own, and are served together from then on.
        using var one = states.Subscribe(10);
        _time.Advance(TimeSpan.FromMilliseconds(30));
        Assert.Equal(TimeSpan.FromMilliseconds(70), states.Sample());
        using var other = states.Subscribe(10);
        _time.Advance(TimeSpan.FromMilliseconds(40));
        Assert.Equal((TimeSpan.FromMilliseconds(30), 2), (states.Sample(), states.SampleCount));
        _time.Advance(TimeSpan.FromMilliseconds(30));
        Assert.Equal((TimeSpan.FromMilliseconds(100), 3), (states.Sample(), states.SampleCount));
        Assert.Equal((1UL, 1UL), (one.LostCount, other.LostCount));
    }

    [Fact]
    public async Task Sampler_ConsumerGetsTheNewest()
    {
        using var consumer = _rig.Room.States.Subscribe(100);
        for (var i = 0; i < 5; i++)
        {
            _rig.Room.States.Sample();
            _time.Advance(ControlPeriod);
        }

        await using var states = consumer.ReadAllAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await states.MoveNextAsync());

        Assert.Equal((5, 4UL), (states.Current.Status.TickIndex, consumer.LostCount));
        Assert.Equal([0.25, 0.25, 0.25], states.Current.Measured);
        Assert.Empty(states.Current.Command);
    }

    [Fact]
    public void Rhythm_SlowConsumer_CountsPicturesThatWereDueAndThere()
    {
        var rhythm = new PictureRhythm(10, 0);
        Assert.True(rhythm.IsNew(1));
        rhythm.Shown(1, 50_000_000, newest: 1);
        Assert.Equal(TimeSpan.FromMilliseconds(50), rhythm.UntilDue(50_000_000));

        // Shown at 0.1 s, but the write took until 0.65 s; meanwhile the camera took 16 more.
        rhythm.Shown(3, 650_000_000, newest: 19);

        Assert.Equal(4UL, rhythm.LostCount);
        Assert.True(rhythm.UntilDue(650_000_000) <= TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void Metrics_NamesAreUnique()
    {
        var names = _rig.Room.Metrics.Counters.Select(counter => counter.Name)
            .Concat(_rig.Room.Metrics.Distributions.Select(distribution => distribution.Name))
            .ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
        // Without a monitor there is no ratio.
        Assert.All(_rig.Room.Metrics.Counters, counter => Assert.Equal(counter.Name != "failure.ratio", double.IsFinite(counter.Read())));
    }

    [Fact]
    public void Enumerations_OfTheApi_HaveTheServicesNamesAndValues()
    {
        Same<StopCause, RobotPolicy.Api.V1.StopCause>();
        Same<StopKind, RobotPolicy.Api.V1.StopKind>();
        Same<CommandSource, RobotPolicy.Api.V1.CommandSource>();
        Same<RobotTaskState, RobotPolicy.Api.V1.TaskState>();
        Same<RobotPolicy.Server.Operations.Alerts.AlertSeverity, RobotPolicy.Api.V1.Severity>();
        Same<ControlMode, RobotPolicy.Api.V1.ControlMode>(shift: 1);
    }

    private static void Same<TOurs, TApi>(int shift = 0)
        where TOurs : struct, Enum
        where TApi : struct, Enum
    {
        var api = Enum.GetValues<TApi>().Where(value => value.ToString() != "Unspecified");
        Assert.Equal(
            Enum.GetValues<TOurs>().Select(value => (value.ToString(), Convert.ToInt32(value) + shift)),
            api.Select(value => (value.ToString(), Convert.ToInt32(value))));
    }
}
