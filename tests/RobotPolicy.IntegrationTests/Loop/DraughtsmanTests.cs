using RobotPolicy.Campaigns.Goals;

namespace RobotPolicy.IntegrationTests.Loop;

public sealed class DraughtsmanTests
{
    private static readonly (double X, double Y) Centre = (91.6, 123);
    private static readonly (double X, double Y) Radius = (21, 14);

    [Fact]
    public void Draw_ManySeeds_TheLastStrokeIsAtTheDisc()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var last = Draw(seed)[^1];
            var dx = (last.Average(point => point.X) - Centre.X) / Radius.X;
            var dy = (last.Average(point => point.Y) - Centre.Y) / Radius.Y;

            Assert.True(Math.Sqrt((dx * dx) + (dy * dy)) < 1.2, $"seed {seed}: {dx:F2}, {dy:F2} radii away");
        }
    }

    [Fact]
    public void Draw_ManySeeds_KnowsLoopsCrossesAndArrows()
    {
        Assert.Equal([1, 2, 3], Enumerable.Range(0, 100).Select(seed => Draw(seed).Count).Distinct().Order());
    }

    [Fact]
    public void Draw_SameSeed_SameStrokes() => Assert.Equal(Draw(7).SelectMany(stroke => stroke), Draw(7).SelectMany(stroke => stroke));

    private static List<List<(double X, double Y)>> Draw(int seed) => new Draughtsman(Centre, Radius, new Random(seed)).Draw();
}
