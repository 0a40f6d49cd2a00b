using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Intervention;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Transport;

namespace RobotPolicy.Tests.Operations;

public sealed class InterventionDeskTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly OperationsRig _rig;

    public InterventionDeskTests() => _rig = new OperationsRig(_time);

    private InterventionDesk Desk => _rig.Room.Intervention;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Stream_EngagedFrame_TakesOverAndIsCounted()
    {
        var stream = Desk.OpenStream("alice");

        await stream.PushAsync(Jog(1, 0.1, 0.2, 0.3), CancellationToken.None);
        _rig.Loop.Tick();
        await stream.PushAsync(Jog(4, 0.1, 0.2, 0.3), CancellationToken.None);
        _rig.Loop.Tick();

        var report = Desk.Report();
        Assert.Equal((ControlMode.Human, 2UL, 2UL, 4UL), (report.Status.Mode, report.Accepted, report.Missing, report.Status.Human.Sequence));
    }

    [Fact]
    public async Task Stream_NamedJoints_ArePlacedByName()
    {
        var stream = Desk.OpenStream("alice");

        await stream.PushAsync(Jog(0, 0.5) with { Joints = ["wrist"] }, CancellationToken.None);
        _rig.Loop.Tick();

        Assert.Equal([0, 0, 0.5], _rig.Loop.LastValues!);
        Assert.Equal(4UL, _rig.Loop.LastFrame.Joints);
    }

    public static TheoryData<double[], string[], string> Invalid() => new()
    {
        { [0.1, double.NaN, 0], [], "jog.velocities[1]" },
        { [0.1, double.PositiveInfinity, 0], [], "jog.velocities[1]" },
        { [0.1], [], "jog.velocities" },
        { [], [], "jog.velocities" },
        { [0.1], ["nose"], "jog.joints[0]" },
        { [0.1, 0.2], ["wrist", "wrist"], "jog.joints[1]" },
        { [0.1, 0.2], ["wrist"], "jog.velocities" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task Stream_InvalidFrame_NamesTheFieldAndHolds(double[] values, string[] joints, string field)
    {
        await TakeOverAsync();
        var stream = Desk.OpenStream("alice");

        var refusal = await Assert.ThrowsAsync<OperationException>(
            () => stream.PushAsync(Jog(0, values) with { Joints = joints }, CancellationToken.None).AsTask());

        Assert.Equal((OperationError.Invalid, field), (refusal.Error, refusal.Fields[0].Field));
        Assert.Equal((ControlMode.Holding, StopCause.HumanInputInvalid), Mode());
    }

    [Fact]
    public async Task Stream_SequenceThatDoesNotRise_IsInvalid()
    {
        var stream = Desk.OpenStream("alice");
        await stream.PushAsync(Jog(5, 0, 0, 0), CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<OperationException>(() => stream.PushAsync(Jog(5, 0, 0, 0), CancellationToken.None).AsTask());

        Assert.Equal("sequence", refusal.Fields[0].Field);
    }

    [Fact]
    public async Task StreamEnds_HumanInCommand_IsSilenceAtOnce()
    {
        var stream = Desk.OpenStream("alice");
        await stream.PushAsync(Jog(1, 0.1, 0, 0), CancellationToken.None);
        _rig.Loop.Tick();

        Desk.EndStream(stream, leaseLost: false);

        Assert.Equal((ControlMode.Holding, StopCause.HumanSilent), Mode());
        Assert.Equal(HumanSource.None, _rig.Loop.Human.Armed);
    }

    [Fact]
    public async Task StreamEnds_FrameStillOnItsWay_IsSilenceToo()
    {
        var stream = Desk.OpenStream("alice");
        _rig.Loop.TicksWhenLookedAt = false;
        await stream.PushAsync(Jog(1, 0.1, 0, 0), CancellationToken.None);

        Desk.EndStream(stream, leaseLost: false);

        Assert.Equal([StopCause.HumanSilent], _rig.Loop.Stops);
    }

    [Fact]
    public async Task StreamEnds_NeverEngaged_LeavesThePolicyAlone()
    {
        await _rig.LoadAsync();
        await _rig.Room.Tasks.StartAsync(new TaskStart { StartedBy = "alice" });
        var stream = Desk.OpenStream("alice");
        await stream.PushAsync(Jog(1, 0.1, 0, 0) with { Engaged = false }, CancellationToken.None);

        Desk.EndStream(stream, leaseLost: false);

        Assert.Equal((ControlMode.Running, StopCause.None), Mode());
    }

    [Fact]
    public async Task StreamEnds_AfterRelease_DoesNotHold()
    {
        await _rig.LoadAsync();
        await _rig.Room.Tasks.StartAsync(new TaskStart { StartedBy = "alice" });
        var stream = Desk.OpenStream("alice");
        await stream.PushAsync(Jog(1, 0.1, 0, 0), CancellationToken.None);
        _rig.Loop.Tick();

        await Desk.ReleaseAsync(hold: false, "alice");
        Assert.True(stream.Released.IsCancellationRequested);
        Desk.EndStream(stream, leaseLost: false);

        Assert.Equal((ControlMode.Running, StopCause.None), Mode());
        Assert.Empty(_rig.Loop.Stops);
    }

    [Fact]
    public async Task StreamEnds_LeaseLost_KeepsTheLeasesOwnCause()
    {
        var stream = Desk.OpenStream("alice");
        await stream.PushAsync(Jog(1, 0.1, 0, 0), CancellationToken.None);
        _rig.Loop.Tick();

        Desk.EndStream(stream, leaseLost: true);

        Assert.Empty(_rig.Loop.Stops);
    }

    [Fact]
    public void OpenStream_Second_IsRefused()
    {
        var first = Desk.OpenStream("alice");
        Assert.Throws<OperationException>(() => Desk.OpenStream("bob"));

        Desk.EndStream(first, leaseLost: false);

        Assert.NotNull(Desk.OpenStream("bob"));
    }

    [Fact]
    public async Task Push_OtherSourceArmedMeanwhile_IsAborted()
    {
        var stream = Desk.OpenStream("alice");
        _rig.Loop.Human.Arm(HumanSource.None);

        var refusal = await Assert.ThrowsAsync<OperationException>(() => stream.PushAsync(Jog(1, 0, 0, 0), CancellationToken.None).AsTask());

        Assert.Equal(OperationError.Aborted, refusal.Error);
    }

    [Fact]
    public async Task Push_FasterThanTicks_WaitsAndLosesNothing()
    {
        _rig.Loop.TicksWhenLookedAt = false;
        var stream = Desk.OpenStream("alice");
        for (ulong i = 1; i <= HumanInput.Capacity; i++)
            await stream.PushAsync(Jog(i, 0, 0, 0), CancellationToken.None);

        var waiting = stream.PushAsync(Jog(HumanInput.Capacity + 1, 0, 0, 0), CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);
        _rig.Loop.Tick();
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        _rig.Loop.Tick();

        Assert.Equal((ulong)HumanInput.Capacity + 1, _rig.Loop.LastFrame.Sequence);
        Assert.Equal(((ulong)HumanInput.Capacity + 1, 0UL), (stream.Accepted, stream.Missing));
    }

    [Fact]
    public async Task TakeOver_Topic_ArmsItAndReleaseDisarms()
    {
        await Desk.TakeOverAsync(HumanSource.Topic, whenEngaged: true, "alice");
        Assert.Equal((HumanSource.Topic, ControlMode.Idle), (_rig.Loop.Human.Armed, Mode().Mode));

        await Desk.ReleaseAsync(hold: false, "alice");

        Assert.Equal(HumanSource.None, _rig.Loop.Human.Armed);
    }

    [Fact]
    public async Task TakeOver_Refused_ArmsNobody()
    {
        _rig.Loop.RequestStop(StopCause.StopInput, StopKind.Emergency);
        _rig.Loop.Tick();

        await Assert.ThrowsAsync<OperationException>(() => TakeOverAsync());

        Assert.Equal(HumanSource.None, _rig.Loop.Human.Armed);
    }

    [Fact]
    public async Task Correct_OffsetTooLarge_NamesTheJoint()
    {
        await _rig.LoadAsync();
        await _rig.Room.Tasks.StartAsync(new TaskStart { StartedBy = "alice" });

        Desk.Correct(Offset(0.5, 0, 0));
        var refusal = Assert.Throws<OperationException>(() => Desk.Correct(Offset(0, 1.1, 0)));

        Assert.Equal("offset.positions of elbow", refusal.Fields[0].Field);
    }

    [Fact]
    public void Correct_NothingRuns_IsRefused() =>
        Assert.Equal(OperationError.Precondition, Assert.Throws<OperationException>(() => Desk.Correct(Offset(0.1, 0, 0))).Error);

    [Fact]
    public async Task Correct_ByPhraseWhereThePackageTakesNoText_NamesThePackage()
    {
        await _rig.LoadAsync();

        var refusal = await Assert.ThrowsAsync<OperationException>(() => Desk.CorrectAsync("left"));

        Assert.Equal(OperationError.Precondition, refusal.Error);
        Assert.Contains("'pick'", refusal.Message, StringComparison.Ordinal);
    }

    private static HumanCommandFrame Jog(ulong sequence, params double[] values) =>
        new(HumanFrameKind.Jog, "jog.velocities", values, "jog.joints", [], true, sequence);

    private static HumanCommandFrame Offset(params double[] values) =>
        new(HumanFrameKind.AbsoluteTarget, "offset.positions", values, "offset.joints", [], false, 0);

    private Task<InterventionReport> TakeOverAsync() => Desk.TakeOverAsync(HumanSource.Api, whenEngaged: false, "alice");

    private (ControlMode Mode, StopCause Cause) Mode()
    {
        var status = _rig.Loop.ReadStatus();
        return (status.Mode, status.Cause);
    }
}
