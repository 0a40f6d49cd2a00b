using FsCheck;
using FsCheck.Fluent;
using RobotPolicy.Control.Failure.Scores;

namespace RobotPolicy.Tests.Failure.Scores;

public sealed class ActionEntropyScoreTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(2024, 7919);

    private static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Theory]
    [InlineData(new float[] { 0, 0, 0.1f, 1 }, 1.5)]
    [InlineData(new float[] { 0, 0, 0, 1 }, 0.811278)]
    [InlineData(new float[] { 2, 2, 2, 2 }, 0)]
    public void Score_GoldenValues(float[] samples, double expected)
    {
        var shape = new SampleShape(4, 1, 0, 1);

        var score = FailureInputs.Judge(new ActionEntropyScore(shape, [0], [0.03]), FailureInputs.Samples(shape, samples));

        Assert.Equal(expected, score, 1e-6);
    }

    [Fact]
    public void Score_PastSteps_DoNotCount()
    {
        var shape = new SampleShape(2, 2, 1, 1);
        var score = new ActionEntropyScore(shape, [0], [0.1]);

        Assert.Equal(0, FailureInputs.Judge(score, FailureInputs.Samples(shape, [0, 5, 9, 5])));
        Assert.Equal(1, FailureInputs.Judge(score, FailureInputs.Samples(shape, [5, 0, 5, 9])));
    }

    [Fact]
    public void Score_TwoHundredAndFiftySixApart_IsEightBits()
    {
        var shape = new SampleShape(256, 1, 0, 2);
        float[] samples = [.. Enumerable.Range(0, 512).Select(i => i % 2 == 0 ? i / 2 % 16 : i / 2 / 16)];

        Assert.Equal(8, FailureInputs.Judge(new ActionEntropyScore(shape, [0, 1], [0.5, 0.5]), FailureInputs.Samples(shape, samples)), 1e-12);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Score_SampleThatIsNotFinite_IsNaN(float value)
    {
        var shape = new SampleShape(2, 1, 0, 1);

        Assert.True(double.IsNaN(FailureInputs.Judge(new ActionEntropyScore(shape, [0], [0.1]), FailureInputs.Samples(shape, [0, value]))));
    }

    [Fact]
    public void Score_OtherSizes_IsNaN()
    {
        var score = new ActionEntropyScore(new SampleShape(4, 2, 0, 3), [0], [0.1]);

        Assert.True(double.IsNaN(FailureInputs.Judge(score, FailureInputs.Random(new SampleShape(4, 2, 1, 3), 1))));
        Assert.True(double.IsNaN(FailureInputs.Judge(score, FailureInputs.Random(new SampleShape(3, 2, 0, 3), 1))));
    }

    [Fact]
    public void Score_TinyCells_DoNotOverflow()
    {
        var shape = new SampleShape(3, 1, 0, 1);

        Assert.Equal(Math.Log2(3), FailureInputs.Judge(new ActionEntropyScore(shape, [0], [1e-9]), FailureInputs.Samples(shape, [-1e4f, 0, 1e4f])), 1e-12);
    }

    [Fact]
    public void Score_AnySamples_LiesBetweenZeroAndTheLogarithmOfTheirNumber() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var shape = new SampleShape(random.Next(2, 40), random.Next(2, 6), 1, 3);

        var score = FailureInputs.Judge(new ActionEntropyScore(shape, [0, 2], [random.NextDouble() + 0.01, 0.2]), FailureInputs.Random(shape, seed));

        Assert.InRange(score, 0, Math.Log2(shape.Count) + 1e-12);
    }));

    [Fact]
    public void Score_SamplesInAnotherOrder_IsTheSame() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        var shape = new SampleShape(20, 3, 0, 2);
        var insight = FailureInputs.Random(shape, seed);
        var order = Enumerable.Range(0, shape.Count).ToArray();
        new Random(seed).Shuffle(order);
        var shuffled = FailureInputs.Samples(shape, [.. order.SelectMany(b => insight.Sample(b).ToArray())]);
        var score = new ActionEntropyScore(shape, [0, 1], [0.2, 0.3]);

        Assert.Equal(FailureInputs.Judge(score, insight), FailureInputs.Judge(score, shuffled));
    }));

    [Fact]
    public void Construction_BadSizes_AreRefused()
    {
        var shape = new SampleShape(4, 2, 0, 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ActionEntropyScore(shape, [0], [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ActionEntropyScore(shape, [0], [double.NaN]));
        Assert.Throws<ArgumentException>(() => new ActionEntropyScore(shape, [3], [0.1]));
        Assert.Throws<ArgumentException>(() => new ActionEntropyScore(shape, [1, 1], [0.1, 0.1]));
        Assert.Throws<ArgumentException>(() => new ActionEntropyScore(shape, [0, 1], [0.1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ActionEntropyScore(shape with { Count = 1 }, [0], [0.1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ActionEntropyScore(shape with { PastSteps = 2 }, [0], [0.1]));
    }

    [Fact]
    public void CellSizes_AreThreePercentOfTheRange_AndOneThatNeverMovedHasTheWidest()
    {
        var shape = new SampleShape(2, 2, 1, 2);
        var ranges = new SampleRanges(2);

        // The first action of each is past: the 99 does not count.
        ranges.Add(FailureInputs.Samples(shape, [99, 99, 1, 5, 99, 99, 3, 5]));

        Assert.Equal([0.06, 0.06], ranges.CellSizes([0, 1]));
        Assert.Throws<InvalidOperationException>(() => new SampleRanges(2).Ranges([0]));
    }
}
