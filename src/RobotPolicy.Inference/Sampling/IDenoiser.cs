using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Inference.Sampling;

/// <summary>
/// The network that a sampler calls. It knows the observation; the sampler does not. Called by the thread that samples.
/// </summary>
public interface IDenoiser
{
    /// <summary>Evaluates the network once, for all rows together. Does not throw for bad data, and need not look for NaN.</summary>
    /// <param name="step">Where sampling stands.</param>
    /// <param name="sample">
    /// Noisy actions, row-major [rows, horizon, action size]. With guidance there are two rows for each candidate: first all
    /// rows that are to be conditioned on the goal, then the same rows again, to be left unconditioned.
    /// </param>
    /// <param name="timesteps">One value for each row, or for each row and position, as <see cref="SamplerShape.PerPositionTimesteps"/> says.</param>
    /// <param name="prediction">Receives the prediction, in the shape of <paramref name="sample"/>.</param>
    GraphStatus Evaluate(in SamplingStep step, ReadOnlySpan<float> sample, ReadOnlySpan<float> timesteps, Span<float> prediction);
}
