using FsCheck;
using FsCheck.Fluent;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Safety;

namespace RobotPolicy.Tests.Safety;

/// <summary>
/// What must hold for every robot, rate and target. A run is determined by one seed, which FsCheck draws and prints when a
/// property fails.
/// </summary>
public sealed class SafetyFilterProperties
{
    private const double Tolerance = 1e-9;

    /// <summary>Positions of a few radians have 16 digits; twice divided by a millisecond, six of them are gone.</summary>
    private const double RoundingOfAcceleration = 2e-8;

    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(2024, 7919);

    private static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void AnyTarget_NeverLeavesALimit() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        var run = new RandomRun(seed);
        for (var k = 0; k < 400; k++)
        {
            var verdict = run.StepAnywhere();
            run.AssertLimits(verdict);
        }
    }));

    [Fact]
    public void AnyTarget_StopAlwaysEndsAtStandstillWithinTheLimits() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        var run = new RandomRun(seed);
        for (var k = 0; k < 60; k++)
            run.AssertLimits(run.StepAnywhere());
        var ticks = 0;
        while (!run.Filter.IsStandstill)
        {
            run.Remember();
            run.AssertLimits(run.Filter.Stop());
            Assert.True(++ticks <= run.TicksToStop, $"still moving after {ticks} ticks");
        }
    }));

    [Fact]
    public void ConstantTargetFromRest_IsReachedOnAStraightLineWithoutOvershoot() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        var run = new RandomRun(seed);
        var from = run.Filter.Position.ToArray();
        var target = run.TargetInside();
        var still = new double[target.Length];
        for (var k = 0; k < run.TicksToCross && !run.HasArrived(target); k++)
        {
            run.Remember();
            run.AssertLimits(run.Filter.Step(target, still));
            var progress = double.NaN;
            for (var joint = 0; joint < target.Length; joint++)
            {
                var way = target[joint] - from[joint];
                var gone = run.Filter.Position[joint] - from[joint];
                if (gone * Math.Sign(way) > Math.Abs(way) + Tolerance)
                    Assert.Fail($"joint {joint} overshoots by {gone - way}");
                if (Math.Abs(way) < 1e-3)
                    continue;
                progress = double.IsNaN(progress) ? gone / way : progress;
                if (Math.Abs(progress - (gone / way)) > 1e-6)
                    Assert.Fail($"joint {joint} leaves the straight line");
            }
        }

        Assert.Equal(target, run.Filter.Position.ToArray());
        Assert.True(run.Filter.IsStandstill);
    }));

    [Fact]
    public void ConstantTargetFromAnyMotion_IsReachedInTheEnd() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        var run = new RandomRun(seed);
        for (var k = 0; k < 60; k++)
            run.StepAnywhere();
        var target = run.TargetInside();
        var still = new double[target.Length];
        for (var k = 0; k < 3 * run.TicksToCross && !run.HasArrived(target); k++)
        {
            run.Remember();
            run.AssertLimits(run.Filter.Step(target, still));
        }

        Assert.Equal(target, run.Filter.Position.ToArray());
    }));

    [Fact]
    public void TargetThatKeepsTheLimits_PassesUnchanged() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        // The path of one filter is a target that keeps the limits; a second filter must follow it to the last bit.
        var leader = new RandomRun(seed);
        var follower = new RandomRun(seed);
        follower.Filter.Reset(leader.Filter.Position);
        var target = leader.Filter.Position.ToArray();
        for (var k = 0; k < 300; k++)
        {
            leader.StepAnywhere();
            var next = leader.Filter.Position.ToArray();
            var verdict = follower.Filter.Step(target, leader.Filter.Velocity);
            Assert.Equal(SafetyFlags.Passed, verdict.Flags & ~SafetyFlags.PositionLimited);
            Assert.Equal(target, follower.Filter.Position.ToArray());
            target = next;
        }
    }));

    [Fact]
    public void OnlyVelocityBinds_DirectionIsKept() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        var run = new RandomRun(seed, acceleration: 1e9);
        for (var k = 0; k < 50; k++)
        {
            var target = run.TargetInside();
            var before = run.Filter.Position.ToArray();
            var verdict = run.Filter.Step(target, new double[target.Length]);
            Assert.Equal(SafetyFlags.Passed, verdict.Flags & ~SafetyFlags.SlowedVelocity);
            for (var joint = 0; joint < target.Length; joint++)
                Assert.Equal(
                    verdict.SlowDown * (target[joint] - before[joint]), run.Filter.Position[joint] - before[joint], 1e-9);
        }
    }));

    /// <summary>A random robot at a random rate, and random targets for it.</summary>
    private sealed class RandomRun
    {
        private readonly Random _random;
        private readonly RobotDescription _robot;
        private readonly double _dt;
        private readonly double[] _position;
        private readonly double[] _velocity;
        private readonly double[] _target;
        private readonly double[] _targetVelocity;

        public RandomRun(int seed, double? acceleration = null)
        {
            _random = new Random(seed);
            var joints = _random.Next(1, 8);
            _robot = new RobotDescription
            {
                Name = "random",
                Cameras = [],
                Joints = [.. Enumerable.Range(0, joints).Select(i =>
                {
                    var middle = Uniform(-2, 2);
                    var half = Uniform(0.02, 3);
                    return new JointDescription
                    {
                        Name = $"j{i}",
                        MinPosition = middle - half,
                        MaxPosition = middle + half,
                        MaxVelocity = Uniform(0.05, 4),
                        MaxAcceleration = acceleration ?? Uniform(0.5, 60),
                        MaxTrackingError = 1,
                    };
                })],
            };
            var rate = Math.Exp(Uniform(Math.Log(10), Math.Log(1000)));
            Filter = new SafetyFilter(_robot, TimeSpan.FromTicks((long)(TimeSpan.TicksPerSecond / rate)));
            _dt = TimeSpan.FromTicks((long)(TimeSpan.TicksPerSecond / rate)).TotalSeconds;
            _position = new double[joints];
            _velocity = new double[joints];
            _target = new double[joints];
            _targetVelocity = new double[joints];
            Filter.Reset(TargetInside());
        }

        public SafetyFilter Filter { get; }

        public int TicksToStop => 2 + _robot.Joints.Max(joint => (int)Math.Ceiling(joint.MaxVelocity / (joint.MaxAcceleration * _dt)));

        public int TicksToCross => 10 + (2 * _robot.Joints.Sum(joint => (int)Math.Ceiling(
            (((joint.MaxPosition - joint.MinPosition) / joint.MaxVelocity) + (2 * joint.MaxVelocity / joint.MaxAcceleration)) / _dt)));

        public double[] TargetInside() =>
            [.. _robot.Joints.Select(joint => Uniform(joint.MinPosition, joint.MaxPosition))];

        public bool HasArrived(ReadOnlySpan<double> target) => Filter.IsStandstill && Filter.Position.SequenceEqual(target);

        public void Remember()
        {
            Filter.Position.CopyTo(_position);
            Filter.Velocity.CopyTo(_velocity);
        }

        public SafetyVerdict StepAnywhere()
        {
            Remember();
            var kind = _random.Next(12);
            for (var joint = 0; joint < _target.Length; joint++)
            {
                var limits = _robot.Joints[joint];
                _target[joint] = kind switch
                {
                    0 => limits.MaxPosition + Uniform(0, 5),
                    1 => limits.MinPosition,
                    2 => 1e300 * Math.Sign(Uniform(-1, 1)),
                    3 when joint == 0 => double.NaN,
                    4 when joint == 0 => double.PositiveInfinity,
                    < 8 => Uniform(limits.MinPosition, limits.MaxPosition),
                    _ => _target[joint] + (_dt * Uniform(-limits.MaxVelocity, limits.MaxVelocity)),
                };
                _targetVelocity[joint] = _random.Next(8) switch
                {
                    0 => double.NaN,
                    1 => 1e300,
                    < 4 => 0,
                    _ => Uniform(-2 * limits.MaxVelocity, 2 * limits.MaxVelocity),
                };
            }

            return _random.Next(20) == 0
                ? Filter.Stop()
                : Filter.Step(_target, _targetVelocity, _random.Next(10) == 0 ? Uniform(0.05, 1) : 1);
        }

        public void AssertLimits(SafetyVerdict verdict)
        {
            Require(verdict.SlowDown is >= 0 and <= 1, "slow-down", verdict.SlowDown, 1);
            for (var joint = 0; joint < _position.Length; joint++)
            {
                var limits = _robot.Joints[joint];
                var (position, velocity) = (Filter.Position[joint], Filter.Velocity[joint]);
                var acceleration = (velocity - _velocity[joint]) / _dt;
                var step = position - _position[joint];
                Require(double.IsFinite(position) && double.IsFinite(velocity), "finite position", position, 0);
                Require(position >= limits.MinPosition && position <= limits.MaxPosition, "position", position, limits.MaxPosition);
                Require(Math.Abs(velocity) <= limits.MaxVelocity + Tolerance, "velocity", velocity, limits.MaxVelocity);
                Require(
                    Math.Abs(acceleration) <= (limits.MaxAcceleration * (1 + Tolerance)) + RoundingOfAcceleration,
                    "acceleration",
                    acceleration,
                    limits.MaxAcceleration);
                Require(Math.Abs((velocity * _dt) - step) < 1e-12, "step", step, velocity * _dt);
            }
        }

        // Runs a million times, where the assertions of a test library would take most of the time.
        private static void Require(bool holds, string what, double actual, double limit)
        {
            if (!holds)
                Assert.Fail($"{what} {actual}, limit {limit}");
        }

        private double Uniform(double min, double max) => min + (_random.NextDouble() * (max - min));
    }
}
