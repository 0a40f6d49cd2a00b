using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Sampling;

namespace RobotPolicy.Tests.Inference.Sampling;

/// <summary>A network that is a function of one number and its timestep. Allocates nothing.</summary>
internal sealed class FunctionDenoiser(Func<SamplingStep, float, float, float> function) : IDenoiser
{
    public int Calls { get; private set; }

    public int Rows { get; private set; }

    public GraphStatus Result { get; set; }

    public GraphStatus Evaluate(in SamplingStep step, ReadOnlySpan<float> sample, ReadOnlySpan<float> timesteps, Span<float> prediction)
    {
        Calls++;
        Rows = timesteps.Length;
        var perTimestep = sample.Length / timesteps.Length;
        for (var i = 0; i < sample.Length; i++)
            prediction[i] = function(step, sample[i], timesteps[i / perTimestep]);
        return Result;
    }
}
