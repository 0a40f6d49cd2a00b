using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Sampling.Noise;

namespace RobotPolicy.Tests.Inference.Sampling;

/// <summary>The noise of <c>tests/golden/make_sampling.py</c>, as a recording.</summary>
internal static class FormulaNoise
{
    public static RecordedNoise Create(int count) =>
        new([.. Enumerable.Range(0, count).Select(k => (float)(1.2 * Math.Sin(12.9898 * (k + 1))))]);
}
