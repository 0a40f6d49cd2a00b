using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Models;
using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Sampling.Noise;
using RobotPolicy.Inference.Selection;
using RobotPolicy.Tests.Inference.Sampling;

namespace RobotPolicy.Tests.Inference.Selection;

/// <summary>Choices on numbers that a reader can follow.</summary>
public sealed class CandidateChooserTests
{
    [Fact]
    public void TryPick_EqualScores_TheFirst()
    {
        var batch = Batch(3, 1, 1, 0);
        new float[] { 1, 2, 2 }.CopyTo(batch.Scores, 0);
        Assert.True(batch.TryPick());
        Assert.Equal(1, batch.Picked);

        Assert.Equal(GraphStatus.Ok, new FirstChooser().Score(batch, 1));
        Assert.True(batch.TryPick());
        Assert.Equal(0, batch.Picked);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void TryPick_OneScoreIsNoNumber_None(float score)
    {
        var batch = Batch(2, 1, 1, 0);
        batch.Scores[1] = score;

        Assert.False(batch.TryPick());
    }

    [Fact]
    public void PastTokens_ClosestToWhatWasExecuted_AndItsFutureIsHandedOut()
    {
        // Two past actions, the older first; three candidates of one joint.
        var prior = new NormalizedPrior(4, 1, 2) { ExecutedCount = 2 };
        new float[] { 0.5f, 0.1f }.CopyTo(prior.ExecutedBuffer, 0);
        var batch = Batch(3, 4, 1, 2);
        new float[] { 0.5f, 0.1f, 1, 2, 0.1f, 0.4f, 3, 4, 0.2f, 0.5f, 5, 6 }.CopyTo(batch.Sampled);
        var chooser = new PastTokensChooser(prior);

        Assert.Equal(GraphStatus.Ok, chooser.Score(batch, 1));
        Assert.True(batch.TryPick());

        Assert.Equal(-0.32f, batch.Scores[0], 1e-6f);
        Assert.Equal(-0.01f, batch.Scores[1], 1e-6f);
        Assert.Equal(-0.01f, batch.Scores[2], 1e-6f);
        Assert.Equal([3, 4], batch.PickedActions.ToArray());

        // Only the newest is known: the last past action of each counts.
        prior.ExecutedCount = 1;
        chooser.Score(batch, 1);
        Assert.True(batch.TryPick());
        Assert.Equal(2, batch.Picked);

        prior.ExecutedCount = 0;
        chooser.Score(batch, 1);
        Assert.True(batch.TryPick());
        Assert.Equal(0, batch.Picked);
    }

    [Fact]
    public void Reward_NetworkThatKnowsOneCandidate_PicksIt()
    {
        // Sampling x = √ᾱ a + √(1−ᾱ) ε. The tuned network answers with the noise that there is if a = 0.3; so its error is
        // √ᾱ(a − 0.3)/√(1−ᾱ), and the reference's is √ᾱ a/√(1−ᾱ).
        var schedule = new NoiseScheduleSpec();
        var bars = new RobotPolicy.Inference.Sampling.Plans.NoiseSchedule(schedule);
        float Noise(float x, float t, double action) =>
            (float)((x - (Math.Sqrt(bars.AlphaBar((int)t)) * action)) / Math.Sqrt(1 - bars.AlphaBar((int)t)));
        var tuned = new FunctionDenoiser((_, x, t) => Noise(x, t, 0.3));
        var reference = new FunctionDenoiser((_, x, t) => Noise(x, t, 0));
        var spec = new CandidatesSpec { Count = 3, Choose = CandidateChoice.Reward, RewardScale = 100, RewardDraws = 4 };
        var shape = new SamplerShape(3, 2, 1);
        var noise = new GaussianNoise(1);
        var chooser = new RewardChooser(tuned, reference, spec, schedule, shape, noise, noise.Begin);
        var batch = Batch(3, 2, 1, 0);
        new float[] { 0, 0, 0.25f, 0.25f, -0.3f, -0.3f }.CopyTo(batch.Sampled);

        Assert.Equal(GraphStatus.Ok, chooser.Score(batch, 7));

        Assert.True(batch.TryPick());
        Assert.Equal(1, batch.Picked);
        Assert.Equal((1, 1, 12), (tuned.Calls, reference.Calls, tuned.Rows));
        var ratio = RewardChooser.Draws(4, 100).Average(t => bars.AlphaBar(t) / (1 - bars.AlphaBar(t)));
        Assert.Equal(-100 * ratio * 0.09, batch.Scores[0], 1e-3 * 9 * ratio);
        Assert.Equal(-100 * ratio * (0.0025 - 0.0625), batch.Scores[1], 1e-3 * 9 * ratio);
    }

    [Fact]
    public void RewardDraws_GoThroughTheLowestTenth()
    {
        Assert.Equal([1, 3, 6, 8], RewardChooser.Draws(4, 100));
        Assert.Equal([0, 0, 0], RewardChooser.Draws(3, 5));
        Assert.All(RewardChooser.Draws(10, 1000), t => Assert.InRange(t, 0, 99));
    }

    [Fact]
    public void Value_MinimumOfTheHeads_OverBaseAndEdited()
    {
        // Two candidates of one number, edited by 0.05·tanh(edit) and clipped: 0.2, 0.98 → 0.25, 1.
        var editor = new Function((actions, result) => result.Fill(100));
        var critic = new Function((actions, result) =>
        {
            // Head 0 likes large values, head 1 likes 0.25, head 2 nothing.
            for (var row = 0; row < 4; row++)
                (result[row], result[4 + row], result[8 + row]) = (actions[row], 1 - Math.Abs(actions[row] - 0.25f), -9);
        });
        var chooser = new ValueChooser(editor, critic, 0.05, [0, 1], 3, 2, 1);
        var batch = new CandidateBatch(2, chooser.AddedRows, 1, 1, 0);
        new float[] { 0.2f, 0.98f }.CopyTo(batch.Sampled);

        Assert.Equal(GraphStatus.Ok, chooser.Score(batch, 1));

        Assert.True(batch.TryPick());
        Assert.Equal([0.2f, 0.98f, 0.25f, 1], batch.All.ToArray());
        Assert.Equal([0.2f, 0.27f, 0.25f, 0.25f], batch.Scores, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(1, batch.Picked);
        Assert.Equal((1, 1), (editor.Calls, critic.Calls));
    }

    [Fact]
    public void Value_AllEqual_TheUneditedFirst()
    {
        var chooser = new ValueChooser(new Function((_, r) => r.Fill(1)), new Function((_, r) => r.Fill(0.5f)), 0.05, [0], 1, 2, 1);
        var batch = new CandidateBatch(2, chooser.AddedRows, 1, 1, 0);

        Assert.Equal(GraphStatus.Ok, chooser.Score(batch, 1));
        Assert.True(batch.TryPick());
        Assert.Equal(0, batch.Picked);
    }

    [Fact]
    public void Value_NaNInOneHead_PicksNothing()
    {
        var critic = new Function((_, r) => r[1] = float.NaN);
        var chooser = new ValueChooser(null, critic, 0.05, [0], 1, 2, 1);
        var batch = Batch(2, 1, 1, 0);

        Assert.Equal(GraphStatus.Ok, chooser.Score(batch, 1));
        Assert.False(batch.TryPick());
    }

    [Fact]
    public void PickHeads_BySeed_AreTheSameAgain()
    {
        Assert.Equal([0, 1, 2], ValueChooser.PickHeads(3, null, 5));
        Assert.Equal([0, 1, 2], ValueChooser.PickHeads(3, 7, 5));
        var two = ValueChooser.PickHeads(10, 2, 5);
        Assert.Equal(2, two.Distinct().Count());
        Assert.Equal(two, ValueChooser.PickHeads(10, 2, 5));
    }

    private static CandidateBatch Batch(int count, int steps, int size, int past) => new(count, 0, steps, size, past);

    private delegate void Fill(ReadOnlySpan<float> actions, Span<float> result);

    private sealed class Function(Fill fill) : IActionFunction
    {
        public int Calls { get; private set; }

        public GraphStatus Evaluate(ReadOnlySpan<float> actions, Span<float> result)
        {
            Calls++;
            fill(actions, result);
            return GraphStatus.Ok;
        }
    }
}
