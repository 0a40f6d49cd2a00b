using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Goals;

namespace RobotPolicy.Tests.Inference.Goals;

public sealed class SketchRasterTests
{
    [Fact]
    public void Draw_SinglePoint_IsADiscWithASoftEdge()
    {
        var pixels = Draw(new StrokeGoal([[(4, 4)]], 9, 9, "front"), 9, 1);

        Assert.Equal(1, pixels[(4 * 9) + 4]);
        Assert.Equal(0.5f, pixels[(4 * 9) + 5]);
        Assert.Equal(0, pixels[(4 * 9) + 6]);
        Assert.Equal(1.5f - MathF.Sqrt(2), pixels[(5 * 9) + 5], 1e-6f);
    }

    [Fact]
    public void Draw_Line_GetsBrighterAsItIsDrawn()
    {
        // Three points: the first segment ends when two of three are drawn, the second when all are.
        var pixels = Draw(new StrokeGoal([[(1, 1), (4, 1), (7, 1)]], 9, 9, "front"), 9, 0.5f);

        Assert.Equal(0.25f + (0.75f * 2 / 3), pixels[9 + 2], 1e-6f);
        Assert.Equal(1, pixels[9 + 6], 1e-6f);
        Assert.Equal(0, pixels[(3 * 9) + 4]);
    }

    [Fact]
    public void Draw_AnotherSize_ScalesPixelCentres()
    {
        // The centre of a 20 × 20 picture lies between pixels, and so does that of a 10 × 10 one.
        var pixels = Draw(new StrokeGoal([[(9.5f, 9.5f)]], 20, 20, "front"), 10, 1);
        Assert.Equal(pixels[(4 * 10) + 4], pixels[(5 * 10) + 5], 1e-6f);
        Assert.True(pixels[(4 * 10) + 4] > 0.7f);
    }

    [Fact]
    public void Draw_Anything_StaysWithinZeroAndOne()
    {
        var random = new Random(5);
        for (var trial = 0; trial < 50; trial++)
        {
            var strokes = Enumerable.Range(0, random.Next(1, 5)).Select(_ => (IReadOnlyList<(float, float)>)
                [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => (random.NextSingle() * 640, random.NextSingle() * 480))]).ToList();
            var pixels = Draw(new StrokeGoal(strokes, 640, 480, "front"), 24, 1.5f);
            Assert.All(pixels, pixel => Assert.InRange(pixel, 0, 1));
            Assert.Contains(pixels, pixel => pixel > 0.25f);
        }
    }

    private static float[] Draw(StrokeGoal goal, int size, float radius)
    {
        var pixels = new float[size * size];
        SketchRaster.Draw(goal, size, size, radius, pixels);
        return pixels;
    }
}
