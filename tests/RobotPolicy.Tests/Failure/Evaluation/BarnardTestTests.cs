using RobotPolicy.Control.Failure.Evaluation;

namespace RobotPolicy.Tests.Failure.Evaluation;

public sealed class BarnardTestTests
{
    [Theory]
    [InlineData(9, 10, 4, 10, 0.01139)]
    [InlineData(40, 50, 30, 50, 0.01760)]
    public void OneSided_GoldenValues(int successes1, int trials1, int successes2, int trials2, double p)
    {
        Assert.Equal(p, BarnardTest.OneSided(successes1, trials1, successes2, trials2), 5e-6);
        Assert.Equal(2 * p, BarnardTest.TwoSided(successes1, trials1, successes2, trials2), 1e-5);
    }

    [Fact]
    public void OneSided_OneTrialEach_IsAQuarter()
    {
        // The only table is success against failure: π(1 − π), highest at a half.
        Assert.Equal(0.25, BarnardTest.OneSided(1, 1, 0, 1), 1e-12);
        Assert.Equal(0.5, BarnardTest.TwoSided(1, 1, 0, 1), 1e-12);
    }

    [Theory]
    [InlineData(20, 20, 20, 20)]
    [InlineData(0, 20, 0, 20)]
    [InlineData(7, 20, 7, 20)]
    public void TwoSided_NoDifference_IsOne(int successes1, int trials1, int successes2, int trials2) =>
        Assert.Equal(1, BarnardTest.TwoSided(successes1, trials1, successes2, trials2), 1e-9);

    [Fact]
    public void TwoSided_Exchanged_IsTheSame_AndOneSidedTurnsAround()
    {
        Assert.Equal(BarnardTest.TwoSided(18, 40, 5, 25), BarnardTest.TwoSided(5, 25, 18, 40), 1e-12);
        Assert.True(BarnardTest.OneSided(18, 40, 5, 25) < 0.05);
        Assert.True(BarnardTest.OneSided(5, 25, 18, 40) > 0.95);
    }

    [Fact]
    public void OneSided_LargeCounts_StaysFinite()
    {
        Assert.InRange(BarnardTest.OneSided(390, 400, 100, 400), 0, 1e-50);
        Assert.InRange(BarnardTest.OneSided(201, 400, 200, 400), 0.4, 0.6);
    }

    [Theory]
    [InlineData(0, 0, 1, 2)]
    [InlineData(3, 2, 1, 2)]
    [InlineData(1, 2, -1, 2)]
    public void NotCounts_Refused(int successes1, int trials1, int successes2, int trials2) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BarnardTest.OneSided(successes1, trials1, successes2, trials2));
}
