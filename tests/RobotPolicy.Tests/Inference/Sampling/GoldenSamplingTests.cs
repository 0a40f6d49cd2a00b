using System.Text.Json;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Sampling;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Inference.Sampling;

/// <summary>Whole loops of every family against <c>tests/golden/make_sampling.py</c>.</summary>
public sealed class GoldenSamplingTests
{
    private const double Tolerance = 1e-4;
    private static readonly string Folder = GoldenFolder.Find("sampling");

    private static readonly string[] Names = GoldenFolder.Cases(Folder);

    public static TheoryData<string> Cases => [.. Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void WholeLoop_MatchesTheReference(string name)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        var root = golden.RootElement;
        var errors = new List<PackageError>();
        var spec = Samplers.Read(root.GetProperty("sampler").GetRawText(), errors);
        Assert.Empty(errors);
        var shape = root.GetProperty("shape").EnumerateArray().Select(v => v.GetInt32()).ToArray();
        var sampler = Samplers.Create(spec!, new SamplerShape(shape[0], shape[1], shape[2], root.GetProperty("per_position").GetBoolean()));
        var denoiser = new FormulaDenoiser(sampler.Shape);
        var noise = FormulaNoise.Create(root.GetProperty("noise_values").GetInt32());
        for (var k = 0; k < sampler.StartAction.Length; k++)
            sampler.StartAction[k] = 0.25f - (0.1f * k);

        var calls = root.GetProperty("calls").EnumerateArray().Select(v => v.GetInt32()).ToArray();
        var inference = 0;
        foreach (var expected in root.GetProperty("results").EnumerateArray())
        {
            var actions = new float[shape[0] * sampler.OutputActions * shape[2]];
            var result = sampler.Sample(denoiser, noise, actions);

            Assert.Equal(new SamplingResult(SamplingStatus.Ok, -1, calls[inference++]), result);
            Assert.Equal(expected.GetArrayLength(), actions.Length);
            var i = 0;
            foreach (var value in expected.EnumerateArray())
                Assert.Equal(value.GetDouble(), actions[i++], Tolerance * Math.Max(1, Math.Abs(value.GetDouble())));
        }

        Assert.Equal(0, noise.Remaining);
        var told = root.GetProperty("timesteps").EnumerateArray().ToArray();
        Assert.Equal(told.Length, denoiser.Told.Count);
        for (var call = 0; call < told.Length; call++)
        {
            var values = told[call].ValueKind == JsonValueKind.Array ? told[call].EnumerateArray().ToArray() : [told[call]];
            Assert.Equal(values.Select(v => v.GetSingle()), denoiser.Told[call], (a, b) => Math.Abs(a - b) <= 1e-5f * Math.Max(1, Math.Abs(a)));
        }
    }

    [Fact]
    public void Cases_CoverEveryFamily()
    {
        var types = Names.Select(name => name.Split('_')[0]).Distinct().Order();
        Assert.Equal(["consistency", "ddim", "ddpm", "dpm", "flow", "karras", "rolling"], types);
    }
}
