using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Scores;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Failure.Scores;

/// <summary>Scores that hold an inference against the one before.</summary>
public sealed class CarriedScoreTests
{
    [Fact]
    public void Stac_FirstCallAndTheSameAgain_IsZero()
    {
        var shape = new SampleShape(8, 4, 0, 2);
        var score = new StacScore(shape, [0, 1]);
        var insight = FailureInputs.Random(shape, 3);

        Assert.Equal(0, FailureInputs.Judge(score, insight));
        Assert.Equal(0, FailureInputs.Judge(score, insight, 1), 1e-12);
        Assert.True(FailureInputs.Judge(score, insight, 2, 1) > 0.01);
    }

    [Fact]
    public void Stac_NothingInCommon_CannotTellAndMissesItsInput()
    {
        var shape = new SampleShape(8, 4, 1, 2);
        var score = new StacScore(shape, [0]);
        var insight = FailureInputs.Random(shape, 3);
        FailureInputs.Judge(score, insight);

        Assert.True(double.IsNaN(FailureInputs.Judge(score, insight, 1, 3)));
        Assert.False(score.HasInput(new ScoreInput(insight, new ActionChunk(1, 1), 1, 3)));
        Assert.Equal(0, FailureInputs.Judge(score, insight, 2), 1e-12);
    }

    [Fact]
    public void Stac_SamplesThatAreNotFinite_IsNaNAndHasItsInput()
    {
        var shape = new SampleShape(2, 2, 0, 1);
        var score = new StacScore(shape, [0]);
        FailureInputs.Judge(score, FailureInputs.Samples(shape, [1, 2, 3, 4]));

        var bad = FailureInputs.Samples(shape, [1, 2, float.NaN, 4]);
        Assert.True(double.IsNaN(FailureInputs.Judge(score, bad, 1)));
        Assert.True(score.HasInput(new ScoreInput(bad, new ActionChunk(1, 1), 1, 0)));
    }

    [Fact]
    public void Consistency_OverlapIsScaledAndAveraged()
    {
        var score = new ChunkConsistencyScore(3, 2, [0], [2]);

        Assert.Equal(0, Judge(score, 0, 0, [0, 9, 1, 9, 2, 9]));

        // One action on, the old chunk says 1, 2 and the new one 1, 6: ((0/2)² + (4/2)²)/2.
        Assert.Equal(2, Judge(score, 1, 1, [1, 0, 6, 0, 7, 0]), 1e-12);
        Assert.True(double.IsNaN(Judge(score, 2, 3, [1, 0, 6, 0, 7, 0])));
        Assert.True(double.IsNaN(score.Score(new ScoreInput(PolicyInsight.None, new ActionChunk(2, 2), 3, 0))));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkConsistencyScore(3, 2, [0], [0]));
    }

    [Theory]
    [InlineData(0.9f, 0.1)]
    [InlineData(1.5f, 0)]
    [InlineData(float.NaN, double.NaN)]
    public void Signal_IsWhatIsMissingToCertainty(float confidence, double expected)
    {
        var chunk = new ActionChunk(1, 1) { Signals = PolicySignals.None with { Confidence = confidence } };
        var input = new ScoreInput(PolicyInsight.None, chunk, 0, 0);
        var score = new SignalScore();

        Assert.Equal(expected, score.Score(input), 1e-6);
        Assert.Equal(!float.IsNaN(confidence), score.HasInput(input));
    }

    private static double Judge(ChunkConsistencyScore score, int call, int elapsed, float[] actions)
    {
        var insight = new PolicyInsight(default, default, 0, 3, 0, 2) { Executed = actions };
        return score.Score(new ScoreInput(insight, new ActionChunk(3, 2), call, elapsed));
    }
}
