using FsCheck;
using FsCheck.Fluent;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Sessions;
using Role = RobotPolicy.Api.V1.Role;

namespace RobotPolicy.Tests.Sessions;

/// <summary>What must hold whatever a handful of callers do, in any order and at any time. One seed determines a run.</summary>
public sealed class LeaseBookProperties
{
    private const int Steps = 150;

    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(2026, 11);

    private static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void AnySequence_NeverHasTwoHoldersAndNeverALivingLeaseBeyondItsTimeout() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        using var run = new RandomRun(seed);
        for (var step = 0; step < Steps; step++)
        {
            run.Step();
            run.AssertInvariants();
        }
    }));

    private sealed class RandomRun : IDisposable
    {
        private static readonly Role[] RolesByCaller = [Role.Operator, Role.Operator, Role.Supervisor, Role.Viewer];

        private readonly Random _random;
        private readonly LeaseRig _rig;
        private readonly double _timeoutMs;
        private readonly Caller[] _callers = [.. RolesByCaller.Select((role, index) => new Caller("caller " + index, role, Caller.ByToken))];

        // Every id that was ever granted, with whom it was granted to and its hold.
        private readonly List<(Caller Caller, string Id, LeaseHold Hold)> _grants = [];
        private double _nowMs;
        private double _lastSignMs;
        private ulong _revisionBefore;
        private bool _everAcquired;

        public RandomRun(int seed)
        {
            _random = new Random(seed);
            _timeoutMs = _random.Next(100, 2000);
            _rig = new LeaseRig(TimeSpan.FromMilliseconds(_timeoutMs));
        }

        public void Step()
        {
            _revisionBefore = _rig.Book.State.Revision;
            _rig.Loop.Mode = (ControlMode)_random.Next(0, 6);
            var caller = _callers[_random.Next(_callers.Length)];
            var before = _rig.Book.State;
            switch (_random.Next(6))
            {
                case 0:
                    Acquire(caller, before);
                    break;
                case 1 or 2 when _grants.Count > 0:
                    Retain();
                    break;
                case 3 when _grants.Count > 0:
                    var (holder, id, _) = _grants[^1];
                    _rig.Book.Release(holder, id, _random.Next(2) == 0);
                    break;
                default:
                    Pass(_random.Next((int)(_timeoutMs * 1.2)));
                    break;
            }
        }

        public void AssertInvariants()
        {
            var state = _rig.Book.State;
            var holding = _grants.Where(grant => _rig.Book.Check(grant.Caller, grant.Id).Verdict == LeaseVerdict.Granted).ToArray();

            Assert.Equal(state.Held ? 1 : 0, holding.Length);
            Assert.Equal(holding.Length, _grants.Count(grant => !grant.Hold.Lost.IsCancellationRequested));
            Assert.All(holding, grant => Assert.Equal((state.Subject, grant.Hold.End), (grant.Caller.Subject, null)));
            if (state.Held)
            {
                Assert.True(_nowMs - _lastSignMs <= _timeoutMs, "held beyond its timeout");
                Assert.False(_rig.SessionIsDemanded, "motion is forbidden under a living lease");
            }

            if (state.LastEnd == LeaseEnd.Lapsed && !state.Held)
                Assert.True(_rig.SessionIsDemanded, "motion is allowed after a lapse");
            if (!_everAcquired)
                Assert.False(_rig.SessionIsDemanded, "motion needs a session before there ever was one");
            Assert.True(state.Revision >= _revisionBefore);
            Assert.Equal(state.Revision, (ulong)_rig.Changes.Count);
            Assert.Equal(Enumerable.Range(1, _rig.Changes.Count).Select(number => (ulong)number), _rig.Changes.Select(change => change.After.Revision));
        }

        public void Dispose() => _rig.Dispose();

        private void Acquire(Caller caller, LeaseState before)
        {
            var takeOver = _random.Next(2) == 0;
            var stops = _rig.Loop.Stops.Count;
            var answer = _rig.Book.Acquire(caller, "x", takeOver);
            var allowed = !before.Held || (takeOver && caller.Role > before.Role);
            Assert.Equal(allowed, answer.Verdict == LeaseVerdict.Granted);
            if (answer.Hold is not { } hold)
                return;
            Assert.Equal(before.Held, _rig.Loop.Stops.Count > stops);
            _grants.Add((caller, hold.Secret.Reveal(), hold));
            (_lastSignMs, _everAcquired) = (_nowMs, true);
        }

        private void Retain()
        {
            var (caller, id, hold) = _grants[_random.Next(_grants.Count)];
            var answer = _rig.Book.Retain(caller, id);
            Assert.Equal(hold.End is null, answer.Verdict == LeaseVerdict.Granted);
            if (answer.Verdict == LeaseVerdict.Granted)
                _lastSignMs = _nowMs;
        }

        private void Pass(int milliseconds)
        {
            _nowMs += milliseconds;
            if (_random.Next(3) == 0)
                _rig.Time.AdvanceWithoutTimers(TimeSpan.FromMilliseconds(milliseconds));
            else
                _rig.Pass(milliseconds);
        }
    }
}
