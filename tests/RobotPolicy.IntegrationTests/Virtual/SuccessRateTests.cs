using RobotPolicy.Campaigns.Episodes;

namespace RobotPolicy.IntegrationTests.Virtual;

public sealed class SuccessRateTests
{
    [Theory]
    [InlineData(8, 10, 0.4822, 0.9398)]
    [InlineData(45, 50, 0.7859, 0.9556)]
    [InlineData(25, 50, 0.3660, 0.6340)]
    [InlineData(100, 200, 0.4313, 0.5687)]
    public void Credible_GoldenValues(int successes, int trials, double low, double high)
    {
        var interval = new SuccessRate(successes, trials).Credible;

        Assert.Equal(low, interval.Low, 5e-5);
        Assert.Equal(high, interval.High, 5e-5);
    }

    [Fact]
    public void ClopperPearson_GoldenValueAndEnds()
    {
        var (low, high) = new SuccessRate(8, 10).ClopperPearson;
        Assert.Equal(0.4439, low, 5e-5);
        Assert.Equal(0.9748, high, 5e-5);

        // All of n: the lower end x has xⁿ = 0.025.
        var all = new SuccessRate(20, 20).ClopperPearson;
        Assert.Equal(Math.Pow(0.025, 1 / 20.0), all.Low, 1e-9);
        Assert.Equal(1, all.High);
        Assert.Equal(0, new SuccessRate(0, 20).ClopperPearson.Low);
    }
}
