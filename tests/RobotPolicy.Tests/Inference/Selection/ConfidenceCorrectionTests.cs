using RobotPolicy.Inference.Selection;

namespace RobotPolicy.Tests.Inference.Selection;

/// <summary>Eleven classes on [−1, 1], each 2/11 wide.</summary>
public sealed class ConfidenceCorrectionTests
{
    [Theory]
    [InlineData(-1f, 0)]
    [InlineData(-0.82f, 0)]
    [InlineData(-0.81f, 1)]
    [InlineData(0f, 5)]
    [InlineData(1f, 10)]
    [InlineData(5f, 10)]
    public void Bin_OfANumber(float value, int expected) => Assert.Equal(expected, ConfidenceCorrection.Bin(value, 11));

    [Theory]
    [InlineData(0f, 5, 20f, 0f)]
    [InlineData(0f, 6, 20f, 0f)]
    [InlineData(0f, 7, 20f, 4f / 11)]
    [InlineData(-1f, 10, 20f, 10f / 11)]
    [InlineData(0f, 10, 1f, 0f)]
    [InlineData(0f, 10, 0f, 0f)]
    public void Apply_SureClassFarFromTheNumber_ReplacesIt(float number, int best, float lead, float expected)
    {
        var logits = new float[11];
        logits[best] = lead;
        float[] actions = [number];

        var replaced = ConfidenceCorrection.Apply(actions, logits, 11);

        Assert.Equal(expected, actions[0], 1e-6f);
        Assert.Equal(expected == number ? 0 : 1, replaced);
    }

    [Fact]
    public void Apply_ClassThatIsNoNumber_MakesTheActionNone()
    {
        var logits = new float[22];
        logits[3] = float.NaN;
        float[] actions = [0.1f, 0.2f];

        ConfidenceCorrection.Apply(actions, logits, 11);

        Assert.True(float.IsNaN(actions[0]));
        Assert.Equal(0.2f, actions[1]);
    }

    [Fact]
    public void Apply_NumberThatIsNone_StaysNone()
    {
        float[] actions = [float.NaN];

        ConfidenceCorrection.Apply(actions, new float[11], 11);

        Assert.True(float.IsNaN(actions[0]));
    }
}
