namespace RobotPolicy.Inference.Sampling;

/// <summary>
/// A change to the course of sampling, such as guidance towards actions that are already committed. Allocates nothing.
/// </summary>
public interface IStepHook
{
    /// <summary>May change the sample and what the network is told about it, before the network sees either.</summary>
    /// <param name="step">Where sampling stands.</param>
    /// <param name="sample">[candidates, horizon, action size].</param>
    /// <param name="timesteps">[rows] or [rows, horizon], already filled for this call.</param>
    void BeforeEvaluation(in SamplingStep step, Span<float> sample, Span<float> timesteps);

    /// <summary>May change the prediction, in the network's own terms, after classifier-free guidance.</summary>
    /// <param name="step">Where sampling stands.</param>
    /// <param name="sample">[candidates, horizon, action size].</param>
    /// <param name="prediction">The same shape. It may hold NaN; what is computed from NaN must be NaN too.</param>
    void AfterEvaluation(in SamplingStep step, ReadOnlySpan<float> sample, Span<float> prediction);

    /// <summary>May change the finished sample, [candidates, horizon, action size].</summary>
    void AfterLastStep(Span<float> sample);
}
