using RobotPolicy.Control.Model;
using RobotPolicy.Control.Safety;

namespace RobotPolicy.Tests.Safety;

public sealed class SafetyFilterTests
{
    private static readonly double[] Standing = new double[2];

    [Fact]
    public void Step_TargetWithinTheLimits_IsReachedExactlyWithoutLag()
    {
        var filter = Create(velocity: 2, acceleration: 10);
        var target = new double[2];
        var velocity = new double[2];
        for (var k = 1; k <= 1000; k++)
        {
            // 0.5·sin(2t) has at most 1 rad/s and 2 rad/s²; the filter starts at rest and catches up first.
            target[0] = 0.5 * Math.Sin(2 * k * 0.01);
            target[1] = 0.3;
            velocity[0] = Math.Cos(2 * k * 0.01);
            var verdict = filter.Step(target, velocity);
            if (k < 60)
                continue;
            Assert.Equal(target[0], filter.Position[0]);
            Assert.Equal(target[1], filter.Position[1]);
            Assert.Equal(new SafetyVerdict(SafetyFlags.Passed, 1, -1), verdict);
        }
    }

    [Fact]
    public void Step_OnlyVelocityBinds_KeepsTheDirection()
    {
        var filter = Create(velocity: 1, acceleration: 1e5);
        var verdict = filter.Step([1.0, 0.25], Standing);
        Assert.Equal(SafetyFlags.SlowedVelocity, verdict.Flags);
        Assert.Equal(0, verdict.Joint);
        Assert.Equal(0.01, verdict.SlowDown, 1e-12);
        Assert.Equal([0.01, 0.0025], filter.Position.ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Step_Acceleration_LimitsAllJointsByOneFactor()
    {
        var filter = Create(velocity: 10, acceleration: 10);
        var verdict = filter.Step([1.0, -0.5], Standing);
        Assert.True(verdict.Flags.HasFlag(SafetyFlags.SlowedAcceleration));
        Assert.Equal(0.1, filter.Velocity[0], 1e-12);
        Assert.Equal(-0.05, filter.Velocity[1], 1e-12);
    }

    [Fact]
    public void Step_TargetThatMovesOff_IsFollowedWithOneFactorOnTheAcceleration()
    {
        var filter = Create(velocity: 10, acceleration: 10);
        var verdict = filter.Step([0.01, -0.005], [1, -0.5]);
        Assert.Equal(SafetyFlags.SlowedAcceleration, verdict.Flags);
        Assert.Equal(0.1, verdict.SlowDown, 1e-9);
        Assert.Equal(0.1, filter.Velocity[0], 1e-12);
        Assert.Equal(-0.05, filter.Velocity[1], 1e-12);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Step_NonFiniteTarget_DeceleratesAndNamesTheJoint(double value)
    {
        var filter = Create(velocity: 1, acceleration: 10);
        for (var k = 0; k < 20; k++)
            filter.Step([1, 1], Standing);
        var before = filter.Velocity[0];
        var verdict = filter.Step([1, value], Standing);
        Assert.True(verdict.Flags.HasFlag(SafetyFlags.NonFinite));
        Assert.Equal(1, verdict.Joint);
        Assert.Equal(before - 0.1, filter.Velocity[0], 1e-12);
        Assert.True(double.IsFinite(filter.Position[1]));
    }

    [Fact]
    public void Step_TargetOutsideThePositionLimits_StopsAtTheLimit()
    {
        var filter = Create(velocity: 2, acceleration: 20);
        SafetyVerdict verdict = default;
        for (var k = 0; k < 400; k++)
            verdict = filter.Step([1e300, 0], [1e300, 0]);
        Assert.Equal(1.5, filter.Position[0]);
        Assert.True(filter.IsStandstill);
        Assert.True(verdict.Flags.HasFlag(SafetyFlags.PositionLimited));
    }

    [Fact]
    public void Reset_OutsideTheLimits_MayOnlyMoveBackInside()
    {
        var filter = Create(velocity: 2, acceleration: 20);
        Assert.True(filter.Reset([1.6, 0]));
        filter.Step([3, 0], Standing);
        Assert.True(filter.Position[0] <= 1.6);
        var last = filter.Position[0];
        for (var k = 0; k < 100; k++)
        {
            filter.Step([3, 0], Standing);
            Assert.True(filter.Position[0] <= last);
            last = filter.Position[0];
        }

        Assert.Equal(1.5, last, 1e-12);
    }

    [Fact]
    public void Reset_NonFinite_IsRefused()
    {
        var filter = Create(velocity: 2, acceleration: 20);
        filter.Reset([0.5, 0.5]);
        Assert.False(filter.Reset([double.NaN, 0]));
        Assert.Equal([0.5, 0.5], filter.Position.ToArray());
    }

    [Fact]
    public void Stop_FromFullSpeed_StandsStillAfterTheBrakingDistanceOnTheSameLine()
    {
        var filter = Create(velocity: 1, acceleration: 10);
        for (var k = 0; k < 50; k++)
            filter.Step([1.4, 0.7], Standing);
        var (x, y) = (filter.Position[0], filter.Position[1]);
        var speed = filter.Velocity[0];
        Assert.Equal(1, speed, 1e-9);
        var ticks = 0;
        while (!filter.IsStandstill)
        {
            filter.Stop();
            ticks++;
        }

        Assert.InRange(ticks, 10, 11);
        Assert.Equal(0.045, filter.Position[0] - x, 1e-9);
        Assert.Equal((filter.Position[0] - x) / 2, filter.Position[1] - y, 1e-9);
        var standing = filter.Position.ToArray();
        filter.Stop();
        Assert.Equal(standing, filter.Position.ToArray());
    }

    [Fact]
    public void TakeBack_AfterAStep_RestoresPositionAndVelocity()
    {
        var filter = Create(velocity: 1, acceleration: 10);
        filter.Step([1, 1], Standing);
        var (position, velocity) = (filter.Position.ToArray(), filter.Velocity.ToArray());
        filter.Step([1, 1], Standing);
        filter.TakeBack();
        Assert.Equal(position, filter.Position.ToArray());
        Assert.Equal(velocity, filter.Velocity.ToArray());
        Assert.False(filter.IsStandstill);
    }

    [Theory]
    [InlineData(double.NaN, 1, 1, 1)]
    [InlineData(0, 0, 1, 1)]
    [InlineData(-1, 1, 0, 1)]
    [InlineData(-1, 1, 1, double.PositiveInfinity)]
    public void Constructor_LimitMissing_NamesTheJoint(double min, double max, double velocity, double acceleration)
    {
        var robot = new RobotDescription
        {
            Name = "r",
            Cameras = [],
            Joints =
            [
                new JointDescription
                {
                    Name = "elbow", MinPosition = min, MaxPosition = max, MaxVelocity = velocity,
                    MaxAcceleration = acceleration, MaxTrackingError = 1,
                },
            ],
        };
        var exception = Assert.Throws<ArgumentException>(() => new SafetyFilter(robot, TimeSpan.FromMilliseconds(10)));
        Assert.Contains("elbow", exception.Message, StringComparison.Ordinal);
    }

    private static SafetyFilter Create(double velocity, double acceleration)
    {
        var filter = new SafetyFilter(
            new RobotDescription
            {
                Name = "r",
                Cameras = [],
                Joints = [.. Enumerable.Range(0, 2).Select(i => new JointDescription
                {
                    Name = $"j{i}",
                    MinPosition = -1.5,
                    MaxPosition = 1.5,
                    MaxVelocity = velocity,
                    MaxAcceleration = acceleration,
                    MaxTrackingError = 1,
                })],
            },
            TimeSpan.FromMilliseconds(10));
        filter.Reset(Standing);
        return filter;
    }
}
