using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Sampling.Noise;
using RobotPolicy.Inference.Selection;

namespace RobotPolicy.Inference.Models;

/// <summary>Samples chunks from a weak model of the same observation, with noise of its own.</summary>
/// <param name="denoiser">The weak model.</param>
/// <param name="sampler">How it is called.</param>
/// <param name="noise">Its noise.</param>
internal sealed class WeakSampler(OnnxDenoiser denoiser, Sampler sampler, GaussianNoise noise) : ICandidateSource
{
    public GraphStatus Draw(long inference, Span<float> actions)
    {
        noise.Begin(inference);
        var result = sampler.Sample(denoiser, noise, actions);

        // Chunks that are no numbers say nothing; the distance to them is none either, which rejects the inference.
        if (result.Status is SamplingStatus.NonFinitePrediction or SamplingStatus.NonFiniteSample)
            actions.Fill(float.NaN);
        return result.Status switch
        {
            SamplingStatus.Stopped => GraphStatus.Stopped,
            SamplingStatus.DenoiserFailed or SamplingStatus.NoiseExhausted => GraphStatus.Failed,
            _ => GraphStatus.Ok,
        };
    }
}
