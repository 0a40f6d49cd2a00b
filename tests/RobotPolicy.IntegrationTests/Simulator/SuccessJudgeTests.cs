using RobotPolicy.Simulator.PickPlace;

namespace RobotPolicy.IntegrationTests.Simulator;

public sealed class SuccessJudgeTests
{
    private const double Step = 0.002;

    [Theory]
    [InlineData(249, false)]
    [InlineData(250, true)]
    public void Observe_RestingOnTheDisc_SucceedsAfterHalfASecond(int steps, bool expected)
    {
        var judge = new SuccessJudge();

        Rest(judge, steps);

        Assert.Equal(expected, judge.Succeeded);
    }

    [Theory]
    [InlineData(0.051, 0.02, false)]
    [InlineData(0.01, 0.031, false)]
    [InlineData(0.01, 0.02, true)]
    [InlineData(double.NaN, 0.02, false)]
    public void Observe_OneInterruption_StartsTheHalfSecondAgain(double distance, double height, bool touched)
    {
        var judge = new SuccessJudge();

        Rest(judge, 249);
        judge.Observe(distance, height, touched, Step);
        Rest(judge, 249);

        Assert.False(judge.Succeeded);
        Rest(judge, 1);
        Assert.True(judge.Succeeded);
    }

    [Fact]
    public void Succeeded_AfterTheCubeIsTakenAway_StaysUntilReset()
    {
        var judge = new SuccessJudge();
        Rest(judge, 250);

        judge.Observe(0.3, 0.1, true, Step);

        Assert.True(judge.Succeeded);
        judge.Reset();
        Assert.False(judge.Succeeded);
    }

    private static void Rest(SuccessJudge judge, int steps)
    {
        for (var i = 0; i < steps; i++)
            judge.Observe(0.01, 0.02, false, Step);
    }
}
