using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Failure.Scores;

/// <summary>Sizes of the samples that a score is made for.</summary>
/// <param name="Count">Sampled chunks B.</param>
/// <param name="Steps">Actions in a sampled chunk, past ones included.</param>
/// <param name="PastSteps">Actions at its front that are past already.</param>
/// <param name="ActionSize">Numbers in an action.</param>
public readonly record struct SampleShape(int Count, int Steps, int PastSteps, int ActionSize)
{
    /// <summary>Actions of a sampled chunk that are still to come, H.</summary>
    public int FutureSteps => Steps - PastSteps;

    /// <summary>Sizes of what a policy lets look at.</summary>
    public static SampleShape Of(PolicyInsight insight) =>
        new(insight.SampleCount, insight.SampleSteps, insight.PastSteps, insight.ActionSize);

    /// <summary>Throws where a score cannot work with such sizes.</summary>
    /// <param name="dimensions">Numbers of an action that it looks at; each once, and at least one.</param>
    /// <param name="leastCount">Samples that it needs.</param>
    internal void Check(ReadOnlySpan<int> dimensions, int leastCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Count, leastCount);
        ArgumentOutOfRangeException.ThrowIfNegative(PastSteps);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Steps, PastSteps);
        if (dimensions.IsEmpty)
            throw new ArgumentException("A score needs at least one dimension of the action.", nameof(dimensions));
        for (var k = 0; k < dimensions.Length; k++)
        {
            if (dimensions[k] < 0 || dimensions[k] >= ActionSize || dimensions[..k].Contains(dimensions[k]))
                throw new ArgumentException($"Dimension {dimensions[k]} is not one of {ActionSize}, or stands twice.", nameof(dimensions));
        }
    }
}
