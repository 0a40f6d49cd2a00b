using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Model;

public sealed class ChunkPriorTests
{
    private const long Interval = 50_000_000;

    [Fact]
    public void Continue_BetweenTwoActions_InterpolatesAndEndsWithTheChunk()
    {
        var prior = new ChunkPrior(4, 1);

        // Actions 0, 10, 20, 30 at 1.00 s, 1.05 s, …; the observation is of 1.075 s.
        prior.Continue(Chunk(), 1_075_000_000, 2 * Interval);

        Assert.Equal(3, prior.Count);
        Assert.Equal([15, 25, 30], prior.Actions.Take(3));
        Assert.Equal(2, prior.DelaySteps);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(Interval, 1)]
    [InlineData(Interval + 1, 2)]
    [InlineData(100 * Interval, 4)]
    public void Continue_Forecast_IsRoundedUpToActionsThatAreKnown(long forecastNs, int expected)
    {
        var prior = new ChunkPrior(4, 1);
        prior.Continue(Chunk(), 1_000_000_000, forecastNs);
        Assert.Equal(expected, prior.DelaySteps);
    }

    [Fact]
    public void Continue_BeforeTheChunkBegins_RepeatsItsFirstAction()
    {
        var prior = new ChunkPrior(2, 1);
        prior.Continue(Chunk(), 1_000_000_000 - Interval, 0);
        Assert.Equal([0, 0], prior.Actions);
    }

    [Fact]
    public void Continue_ExpiredChunk_KnowsNothing()
    {
        var prior = new ChunkPrior(4, 1);
        prior.Continue(Chunk(), 2_000_000_000, Interval);
        Assert.Equal((0, 0), (prior.Count, prior.DelaySteps));
    }

    private static ActionChunk Chunk()
    {
        var chunk = new ActionChunk(4, 1) { Id = 1, Epoch = 1, StartNs = 1_000_000_000, IntervalNs = Interval };
        for (var i = 0; i < 4; i++)
            chunk.Action(i)[0] = 10 * i;
        return chunk;
    }
}
