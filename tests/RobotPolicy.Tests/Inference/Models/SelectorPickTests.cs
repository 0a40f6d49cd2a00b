using RobotPolicy.Inference.Models;

namespace RobotPolicy.Tests.Inference.Models;

public sealed class SelectorPickTests
{
    [Theory]
    [InlineData(0, new float[] { 0, 3, 2 }, 2)]
    [InlineData(0, new float[] { -5, -7, -4 }, 3)]
    [InlineData(0, new float[] { 1, 1, 0 }, 1)]
    [InlineData(1, new float[] { 0, 3, 2 }, 2)]
    [InlineData(1.5, new float[] { 0, 3, 2 }, 0)]
    [InlineData(1.5, new float[] { 3, 2, 0 }, 0)]
    [InlineData(0, new float[] { 0, float.NaN, 2 }, 0)]
    [InlineData(0, new float[] { 0, float.PositiveInfinity, 2 }, 0)]
    [InlineData(0, new float[] { 0, 1, float.NegativeInfinity }, 0)]
    public void Pick_Logits_ChoosesTheHighestOrNothing(double margin, float[] logits, int expected) =>
        Assert.Equal(expected, Selector.Pick(logits, margin));
}
