using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Scores;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Tests.Failure;

/// <summary>Inferences to be judged, made by hand.</summary>
internal static class FailureInputs
{
    public static PolicyInsight Samples(SampleShape shape, float[] samples) =>
        new(default, samples, shape.Count, shape.Steps, shape.PastSteps, shape.ActionSize);

    public static PolicyInsight Embedding(params float[] embedding) => new(embedding, default, 0, 0, 0, 0);

    public static PolicyInsight Random(SampleShape shape, int seed)
    {
        var random = new Random(seed);
        return Samples(shape, [.. Enumerable.Range(0, shape.Count * shape.Steps * shape.ActionSize).Select(_ => (float)random.NextDouble())]);
    }

    public static double Judge(IFailureScore score, PolicyInsight insight, int call = 0, int elapsed = 0) =>
        score.Score(new ScoreInput(insight, new ActionChunk(1, 1), call, elapsed));
}

internal sealed class HandClock : IMonotonicClock
{
    public long NowNs { get; set; }
}

/// <summary>Gives scores that a test wrote down.</summary>
internal sealed class WrittenScore(string name, params double[] scores) : IFailureScore
{
    public string Name => name;

    public bool HasItsInput { get; set; } = true;

    public List<int> ElapsedSteps { get; } = new(64);

    public Action? WhileScoring { get; set; }

    public int Resets { get; private set; }

    public bool HasInput(in ScoreInput input) => HasItsInput;

    public double Score(in ScoreInput input)
    {
        if (ElapsedSteps.Count < ElapsedSteps.Capacity)
            ElapsedSteps.Add(input.ElapsedSteps);
        WhileScoring?.Invoke();
        return scores[Math.Min(input.Call, scores.Length - 1)];
    }

    public void Reset() => Resets++;
}
