using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Sessions;
using Role = RobotPolicy.Api.V1.Role;
using static RobotPolicy.Tests.Sessions.LeaseRig;

namespace RobotPolicy.Tests.Sessions;

public sealed class LeaseBookTests : IDisposable
{
    private static readonly (StopCause, StopKind) Held = (StopCause.SessionLapsed, StopKind.Hold);

    private readonly LeaseRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Fresh_NobodyHoldsIt_AndNoSessionIsDemanded()
    {
        _rig.Pass(10_000);

        Assert.Equal(new LeaseState(false, "", Role.Unspecified, "", default, LeaseOptions.DefaultTimeout, 0, null), _rig.Book.State);
        Assert.False(_rig.SessionIsDemanded);
    }

    [Fact]
    public void Acquire_WhereNobodyHolds_IsGrantedAndEverybodySeesIt()
    {
        var answer = _rig.Book.Acquire(Alice, "bench", takeOver: false);

        Assert.Equal(LeaseVerdict.Granted, answer.Verdict);
        Assert.Equal(
            new LeaseState(true, "alice", Role.Operator, "bench", _rig.Time.GetUtcNow(), LeaseOptions.DefaultTimeout, 1, null),
            _rig.Book.State);
        Assert.Equal(LeaseVerdict.Granted, _rig.Book.Check(Alice, answer.Hold!.Secret.Reveal()).Verdict);
    }

    [Fact]
    public void Acquire_WhereSomebodyHolds_IsRefusedAndChangesNothing()
    {
        var id = _rig.Acquire(Alice);
        var before = _rig.Book.State;

        foreach (var caller in new[] { Bob, Carol, Alice })
            Assert.Equal(LeaseVerdict.HeldByOther, _rig.Book.Acquire(caller, "x", takeOver: false).Verdict);

        Assert.Equal(before, _rig.Book.State);
        Assert.Equal(LeaseVerdict.Granted, _rig.Book.Retain(Alice, id).Verdict);
        Assert.Empty(_rig.Loop.Stops);
    }

    [Fact]
    public void TakeOver_ByTheSameRole_IsRefused()
    {
        var id = _rig.Acquire(Alice);

        Assert.Equal(LeaseVerdict.RoleTooLow, _rig.Book.Acquire(Bob, "x", takeOver: true).Verdict);
        Assert.Equal(LeaseVerdict.Granted, _rig.Book.Check(Alice, id).Verdict);
    }

    [Fact]
    public void TakeOver_ByAHigherRole_HoldsWhatMovesAndEndsTheOtherHold()
    {
        var alice = _rig.Book.Acquire(Alice, "bench", takeOver: false).Hold!;
        _rig.Loop.Human.Arm(HumanSource.Api);
        _rig.Loop.Mode = ControlMode.Running;

        var carol = _rig.Acquire(Carol, takeOver: true);

        Assert.Equal([Held], _rig.Loop.Stops);
        Assert.Equal(HumanSource.None, _rig.Loop.Human.Armed);
        Assert.True(alice.Lost.IsCancellationRequested);
        Assert.Equal(LeaseEnd.TakenOver, alice.End);
        var denied = _rig.Book.Retain(Alice, alice.Secret.Reveal());
        Assert.Equal((LeaseVerdict.NotHolder, LeaseEnd.TakenOver), (denied.Verdict, denied.LostBy));
        Assert.Equal(LeaseVerdict.Granted, _rig.Book.Check(Carol, carol).Verdict);
        Assert.Equal((2ul, LeaseEnd.TakenOver), (_rig.Book.State.Revision, _rig.Book.State.LastEnd));
        Assert.False(_rig.SessionIsDemanded);
    }

    [Fact]
    public void Retain_ForAsLongAsItComesInTime_KeepsTheLease()
    {
        var id = _rig.Acquire(Alice);

        for (var k = 0; k < 100; k++)
        {
            _rig.Pass(499);
            Assert.False(_rig.SessionIsDemanded);
            Assert.Equal(LeaseVerdict.Granted, _rig.Book.Retain(Alice, id).Verdict);
        }

        Assert.Equal(1ul, _rig.Book.State.Revision);
    }

    [Fact]
    public void Silence_LapsesAndTheNextTickIsToldByTheControlThreadsOwnClock()
    {
        var hold = _rig.Book.Acquire(Alice, "bench", takeOver: false).Hold!;
        _rig.Loop.Human.Arm(HumanSource.Topic);
        _rig.Loop.Mode = ControlMode.Running;

        _rig.Pass(500);
        Assert.False(_rig.SessionIsDemanded);
        Assert.True(_rig.Book.State.Held);
        _rig.Pass(2);

        var demand = _rig.Loop.Presence.Poll(_rig.Clock.NowNs);
        Assert.Equal((StopKind.Hold, StopCause.SessionLapsed), (demand.Kind, demand.Cause));
        Assert.True(hold.Lost.IsCancellationRequested);
        Assert.Equal(LeaseEnd.Lapsed, hold.End);
        Assert.Equal(HumanSource.None, _rig.Loop.Human.Armed);
        Assert.Equal([Held], _rig.Loop.Stops);
        Assert.Equal([(LeaseEnd?)null, LeaseEnd.Lapsed], _rig.Changes.Select(change => change.End));
    }

    [Fact]
    public void Silence_WithEveryTimerStarved_StillLapses()
    {
        var id = _rig.Acquire(Alice);
        _rig.Loop.Mode = ControlMode.Running;

        _rig.Time.AdvanceWithoutTimers(TimeSpan.FromMilliseconds(501));

        Assert.True(_rig.SessionIsDemanded);
        Assert.Equal((LeaseVerdict.NotHolder, LeaseEnd.Lapsed), (_rig.Book.Retain(Alice, id).Verdict, _rig.Book.State.LastEnd));
    }

    [Fact]
    public void AfterALapse_MotionStaysForbiddenUntilSomebodyAcquires()
    {
        var id = _rig.Acquire(Alice);
        _rig.Pass(600);

        _rig.Book.Retain(Alice, id);
        Assert.True(_rig.SessionIsDemanded);

        _rig.Acquire(Bob);
        Assert.False(_rig.SessionIsDemanded);
    }

    [Fact]
    public void NewHolderRightAfterALapse_NeverFindsTheArmMovingForTheOldOne()
    {
        _rig.Acquire(Alice);
        _rig.Loop.Mode = ControlMode.Running;
        _rig.Time.AdvanceWithoutTimers(TimeSpan.FromMilliseconds(501));

        _rig.Acquire(Bob);

        Assert.False(_rig.SessionIsDemanded);
        Assert.Equal([Held], _rig.Loop.Stops);
    }

    [Theory]
    [InlineData(ControlMode.Running, false, true)]
    [InlineData(ControlMode.Running, true, false)]
    [InlineData(ControlMode.Holding, false, true)]
    [InlineData(ControlMode.Human, false, true)]
    [InlineData(ControlMode.Human, true, true)]
    public void Release_HoldsWhatMovesUnlessAPolicyIsToRunOn(ControlMode mode, bool keepRunning, bool holds)
    {
        var id = _rig.Acquire(Alice);
        _rig.Loop.Mode = mode;
        _rig.Loop.Human.Arm(HumanSource.Topic);

        Assert.Equal(LeaseVerdict.Granted, _rig.Book.Release(Alice, id, keepRunning).Verdict);
        _rig.Pass(10_000);

        Assert.Equal(holds ? [Held] : [], _rig.Loop.Stops);
        Assert.Equal(HumanSource.None, _rig.Loop.Human.Armed);
        Assert.False(_rig.SessionIsDemanded);
        Assert.Equal((false, LeaseEnd.Released), (_rig.Book.State.Held, _rig.Book.State.LastEnd));
    }

    [Fact]
    public void OthersWithTheRightId_AndTheHolderWithAWrongOne_AreDenied()
    {
        var id = _rig.Acquire(Alice);
        var wrong = (id[0] == '0' ? '1' : '0') + id[1..];

        Assert.Equal(LeaseVerdict.NotHolder, _rig.Book.Retain(Bob, id).Verdict);
        foreach (var bad in new[] { wrong, "", null, id + "0", id[1..], new string('x', 32) })
            Assert.Equal(LeaseVerdict.NotHolder, _rig.Book.Release(Alice, bad, keepRunning: false).Verdict);
        Assert.Equal(LeaseVerdict.Granted, _rig.Book.Check(Alice, id).Verdict);
    }

    [Fact]
    public void NothingThatIsPrintedOrPublished_ShowsTheId()
    {
        var answer = _rig.Book.Acquire(Alice, "bench", takeOver: false);
        var id = answer.Hold!.Secret.Reveal();

        foreach (var shown in new object[] { answer, answer.Hold, answer.Hold.Secret, answer.State, _rig.Changes.Single() })
            Assert.DoesNotContain(id, shown.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(32, id.Length);
        Assert.NotEqual(id, new LeaseSecret().Reveal());
    }

    [Fact]
    public async Task Watch_GivesTheStateAtOnceAndASlowReaderTheNewest()
    {
        using var stop = new CancellationTokenSource();
        await using var watch = _rig.Book.WatchAsync(stop.Token).GetAsyncEnumerator(stop.Token);

        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(0ul, watch.Current.Revision);
        _rig.Book.Release(Alice, _rig.Acquire(Alice), keepRunning: false);
        _rig.Acquire(Bob);
        Assert.True(await watch.MoveNextAsync());

        Assert.Equal((3ul, "bob", LeaseEnd.Released), (watch.Current.Revision, watch.Current.Subject, watch.Current.LastEnd));
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    [InlineData(60_000, true)]
    [InlineData(60_001, false)]
    public void Options_AreValidated(int milliseconds, bool valid)
    {
        var errors = new List<string>();

        new LeaseOptions { Timeout = TimeSpan.FromMilliseconds(milliseconds) }.Validate(errors);

        Assert.Equal(valid, errors.Count == 0);
        if (!valid)
            Assert.Equal($"--lease-timeout: expected 0.1…60 s, actual {milliseconds / 1000d:0.###}", errors.Single());
    }
}
