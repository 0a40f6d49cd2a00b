using RobotPolicy.Campaigns.Virtual;
using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;

namespace RobotPolicy.IntegrationTests.Virtual;

public sealed class SeamStatisticsTests
{
    private const double Dt = 0.01;
    private const double MaxAcceleration = 20;
    private const int Window = 12;

    private static readonly RobotDescription Robot = new()
    {
        Name = "arm",
        Joints = [Joint("waist", prismatic: false), Joint("gripper", prismatic: true)],
        Cameras = [],
    };

    [Fact]
    public void Add_VelocityStepAtASeam_IsItsAccelerationAsAFractionOfTheLimit()
    {
        // From 0.5 to 0.6 rad/s in one tick: 10 rad/s², half of what is allowed.
        var statistics = Measure(60, tick => tick <= 30 ? 0.5 * tick * Dt : (0.5 * 30 * Dt) + (0.6 * (tick - 30) * Dt), tick => tick < 31 ? 1 : 2);

        Assert.Equal(1, statistics.SeamCount);
        Assert.Equal(0.5, Assert.Single(statistics.SeamAccelerations), 1e-9);
        Assert.Equal(0.5, Assert.Single(statistics.SeamAccelerationSteps), 1e-9);
        Assert.Equal(2, statistics.WithinAccelerations.Count);
        Assert.All(statistics.WithinAccelerations, value => Assert.Equal(0, value, 1e-9));
        Assert.Equal(0.5, statistics.Profile[-SeamStatistics.ProfileStart][0], 1e-9);
        Assert.Equal(0, statistics.Profile[-SeamStatistics.ProfileStart - 1][0], 1e-9);
    }

    [Fact]
    public void Add_VelocityStepAtTheEndOfTheFade_BelongsToTheSeam()
    {
        // The fade of ten ticks begins at the seam, and the command after it shows its end.
        var statistics = Measure(80, tick => tick <= 40 ? 0 : 0.6 * (tick - 40) * Dt, tick => tick < 30 ? 1 : 2);

        Assert.Equal(0.3 * 10, Assert.Single(statistics.SeamAccelerations), 1e-9);
    }

    [Fact]
    public void Add_SeamsInRapidSuccession_LeaveNothingWithinChunks()
    {
        var statistics = Measure(100, tick => 0.001 * tick * tick, tick => 1 + (tick / 5));

        Assert.Empty(statistics.WithinAccelerations);
        Assert.Equal(statistics.SeamCount, statistics.SeamAccelerations.Count);
        Assert.Equal(17, statistics.SeamCount);
    }

    [Fact]
    public void Add_Hold_BelongsToNeither()
    {
        var statistics = Measure(60, tick => tick < 20 ? 0.01 * tick : 0.2, _ => 1, held: tick => tick is >= 20 and < 30);

        Assert.Equal(0, statistics.SeamCount);
        Assert.All(statistics.WithinAccelerations, value => Assert.Equal(0, value, 1e-9));
    }

    private static SeamStatistics Measure(int count, Func<int, double> position, Func<int, long> chunk, Func<int, bool>? held = null)
    {
        var statistics = new SeamStatistics(Robot, TimeSpan.FromSeconds(Dt), TimeSpan.FromSeconds((Window - 2) * Dt), tick => tick.Command);

        // The gripper's wild steps are not the arm's.
        statistics.Add([.. Enumerable.Range(0, count).Select(tick => new TracedTick(
            (long)(tick * Dt * 1e9),
            held?.Invoke(tick) == true ? CommandSource.Hold : CommandSource.Policy,
            ScheduleStatus.Active,
            chunk(tick),
            StopCause.None,
            -1,
            Limited: false,
            [position(tick), tick % 2],
            []))]);
        return statistics;
    }

    private static JointDescription Joint(string name, bool prismatic) => new()
    {
        Name = name,
        Prismatic = prismatic,
        MinPosition = -3,
        MaxPosition = 3,
        MaxVelocity = 2,
        MaxAcceleration = MaxAcceleration,
        MaxTrackingError = 1,
    };
}
