using System.Text;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Sampling;

namespace RobotPolicy.Tests.Inference.Sampling;

/// <summary>Makes samplers that have to be sound, and reads specifications from JSON.</summary>
internal static class Samplers
{
    public static Sampler Create(SamplerSpec spec, SamplerShape shape)
    {
        var errors = new List<PackageError>();
        var sampler = Sampler.Create(spec, shape, errors);
        Assert.Empty(errors);
        return sampler!;
    }

    public static SamplerSpec? Read(string json, List<PackageError> errors) =>
        SamplerSpecReader.Read(JsonFile.Parse(Encoding.UTF8.GetBytes(json), "manifest.json", "x-robotpolicy.sampler", errors)!.Value);

    /// <summary>One step of one number, for values worked out by hand.</summary>
    public static float[] Trace(SamplerSpec spec, float start, params float[] predictions)
    {
        var sampler = Create(spec, new SamplerShape(1, 1, 1));
        var seen = new List<float>();
        var denoiser = new FunctionDenoiser((step, x, _) =>
        {
            seen.Add(x);
            return predictions[Math.Min(step.Evaluation, predictions.Length - 1)];
        });
        var result = new float[1];
        var noise = new RobotPolicy.Inference.Sampling.Noise.RecordedNoise([start, 0.7f, 0.7f, 0.7f, 0.7f]);
        Assert.True(sampler.Sample(denoiser, noise, result).IsOk);
        return [.. seen.Skip(1), result[0]];
    }
}
