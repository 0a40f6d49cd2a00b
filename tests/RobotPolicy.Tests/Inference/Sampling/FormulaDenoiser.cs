using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Sampling;

namespace RobotPolicy.Tests.Inference.Sampling;

/// <summary>The network of <c>tests/golden/make_sampling.py</c>, in double precision.</summary>
internal sealed class FormulaDenoiser(SamplerShape shape) : IDenoiser
{
    private const double Unconditioned = 0.3;

    /// <summary>What it was told at each call: one number, or one for each position of the first row.</summary>
    public List<float[]> Told { get; } = [];

    public List<SamplingStep> Steps { get; } = [];

    public GraphStatus Evaluate(in SamplingStep step, ReadOnlySpan<float> sample, ReadOnlySpan<float> timesteps, Span<float> prediction)
    {
        Told.Add(timesteps[..(shape.PerPositionTimesteps ? shape.Horizon : 1)].ToArray());
        Steps.Add(step);
        var length = shape.RowLength;
        for (var i = 0; i < sample.Length; i++)
        {
            var (row, k) = (i / length, i % length);
            double t = timesteps[shape.PerPositionTimesteps ? i / shape.ActionSize : row];
            double x = sample[i];
            double neighbour = sample[(row * length) + ((k + 1) % length)];
            prediction[i] = (float)((0.6 * x / Math.Sqrt(1 + (x * x))) + (0.1 * neighbour) - (0.05 * Math.Sin((0.1 * t) + k))
                + (row >= shape.Candidates ? Unconditioned : 0));
        }

        return GraphStatus.Ok;
    }
}
