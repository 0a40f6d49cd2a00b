using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

/// <summary>Denoisers for single noise levels.</summary>
public sealed class ExpertPolicyTests : IDisposable
{
    private const string General = "\"denoiser\": \"denoiser.onnx\"";
    private readonly ImagePreprocessor _images = new();

    public void Dispose() => _images.Dispose();

    [Fact]
    public void Infer_AnExpertForEveryLevel_IsTheGeneralOne_WithoutAMiss()
    {
        using var package = new SampledPolicyPackage("ddim");
        using var alone = Load(package);
        package.EditManifest(General, General + Variants(0, 10, "denoiser.onnx"));
        using var experts = Load(package);

        Assert.Equal(Infer(alone), Infer(experts));
        for (var i = 0; i < 20; i++)
            Infer(experts);

        Assert.Equal(0, experts.Extras.ExpertMisses);
        Assert.Equal(0, alone.Extras.ExpertMisses);
    }

    [Fact]
    public void Infer_LevelWithoutAnExpert_TakesTheGeneralOne_AndIsCounted()
    {
        using var package = new SampledPolicyPackage("ddim");
        using var alone = Load(package);
        package.EditManifest(General, General + Variants(2, 10, "denoiser.onnx"));
        using var experts = Load(package);
        var before = experts.Extras.ExpertMisses;

        Assert.Equal(Infer(alone), Infer(experts));

        Assert.Equal(2, experts.Extras.ExpertMisses - before);
    }

    [Fact]
    public void UseExperts_OfAGoal_GoesOverToThem_AndBack()
    {
        using var package = new SampledPolicyPackage("ddim");
        package.Write("red.onnx", package.Denoiser("Neg").Build(12));
        package.EditManifest(General, General + Variants(0, 10, "denoiser.onnx", ("red.onnx", 9, "red")));
        using var policy = Load(package);
        var any = Infer(policy);

        policy.UseExperts("red");
        var red = Infer(policy);
        policy.UseExperts("unknown");
        var unknown = Infer(policy);
        policy.UseExperts("red");

        Assert.NotEqual(any, red);
        Assert.Equal(any, unknown);
        Assert.Equal(red, Infer(policy));
        Assert.Equal(0, policy.Extras.ExpertMisses);

        var (observation, chunk) = (new Observation(2, 0), new ActionChunk(policy.Spec.Horizon, 2));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
            policy.Infer(observation, chunk);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Load_ExpertsThatDoNotFit_AreRefused()
    {
        using var package = new SampledPolicyPackage("ddim");
        package.EditManifest(General, General + Variants(0, 2, "denoiser.onnx", ("encoder.onnx", 10, "")));

        var errors = PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images).Errors.Select(e => e.ToString()).ToArray();

        Assert.Contains(errors, e => e.StartsWith("manifest.json: x-robotpolicy.graphs.denoiser_variants[2].sigma_index: expected at most 9", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("encoder.onnx: sample: expected an input of that name", StringComparison.Ordinal));
    }

    private static string Variants(int from, int to, string file, params (string File, int Index, string Goal)[] more)
    {
        var entries = Enumerable.Range(from, to - from).Select(i => (File: file, Index: i, Goal: "")).Concat(more)
            .Select(v => $"{{ \"graph\": \"{v.File}\", \"sigma_index\": {v.Index}, \"goal\": \"{v.Goal}\" }}".Replace(", \"goal\": \"\"", ""));
        return $", \"denoiser_variants\": [ {string.Join(", ", entries)} ]";
    }

    private static double[] Infer(OnnxPolicy policy)
    {
        var observation = new Observation(2, 0);
        var chunk = new ActionChunk(policy.Spec.Horizon, 2) { Id = 3 };
        Assert.Equal(PolicyStatus.Ok, policy.Infer(observation, chunk));
        return chunk.Actions;
    }

    private OnnxPolicy Load(SampledPolicyPackage package)
    {
        var result = PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images);
        Assert.Empty(result.Errors);
        return result.Policy!;
    }
}
