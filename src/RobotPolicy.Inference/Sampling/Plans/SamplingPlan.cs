namespace RobotPolicy.Inference.Sampling.Plans;

/// <summary>Everything about a sampler that does not depend on the data, computed once. Immutable.</summary>
/// <param name="Stages">Network calls in order.</param>
/// <param name="InitialScale">Factor on standard normal noise for the first sample.</param>
internal sealed record SamplingPlan(SamplingStage[] Stages, float InitialScale)
{
    /// <summary>Limit of a clean sample, with +∞ for none, so that a comparison never has to ask.</summary>
    public static float Limit(double? limit) => limit is { } value ? (float)value : float.PositiveInfinity;

    /// <summary>A step of a method that is no flow.</summary>
    public static SamplingStep Step(int index, int evaluation, double timestep) => new()
    {
        Index = index,
        Evaluation = evaluation,
        Timestep = (float)timestep,
        Progress = float.NaN,
        VelocitySign = float.NaN,
    };
}
