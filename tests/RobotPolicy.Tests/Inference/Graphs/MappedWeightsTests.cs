using RobotPolicy.Inference.Graphs.Cache;

namespace RobotPolicy.Tests.Inference.Graphs;

public sealed class MappedWeightsTests
{
    [Fact]
    public void Line_OfAPrivateWritableMapping_GivesItsRange()
    {
        Assert.True(MappedWeights.TryParse(
            "7f8572829000-7f857292a000 rw-p 073e7000 fe:00 11657879                   /cache/1f/graph.data", "/1f/graph.data", out var start, out var length));

        Assert.Equal((0x7f8572829000L, 0x101000L), ((long)start, (long)length));
    }

    [Theory]
    [InlineData("7f8572829000-7f857292a000 r--p 073e7000 fe:00 1 /cache/1f/graph.data")]
    [InlineData("7f8572829000-7f857292a000 rw-s 073e7000 fe:00 1 /cache/1f/graph.data")]
    [InlineData("7f8572829000-7f857292a000 rw-p 073e7000 fe:00 1 /cache/2f/graph.data")]
    [InlineData("7f857292a000-7f8572829000 rw-p 073e7000 fe:00 1 /cache/1f/graph.data")]
    [InlineData("nonsense-nonsense rw-p 073e7000 fe:00 1 /cache/1f/graph.data")]
    [InlineData("/cache/1f/graph.data")]
    [InlineData("")]
    public void Line_OfAnythingElse_IsLeftAlone(string line) =>
        Assert.False(MappedWeights.TryParse(line, "/1f/graph.data", out _, out _));
}
