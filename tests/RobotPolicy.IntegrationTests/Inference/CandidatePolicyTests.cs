using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

/// <summary>Packages that sample several chunks and pick one, on graphs.</summary>
public sealed class CandidatePolicyTests : IDisposable
{
    private const string Sampler = "\"sampler\":";
    private readonly ImagePreprocessor _images = new();

    public void Dispose() => _images.Dispose();

    [Fact]
    public void Infer_FirstOfMany_IsWhatOneAloneWouldBe()
    {
        using var package = new SampledPolicyPackage("ddpm");
        using var alone = Load(package);
        package.EditManifest(Sampler, "\"candidates\": { \"count\": 7, \"choose\": \"first\" }, \"sampler\":");
        using var many = Load(package);
        var (observation, chunk) = Buffers(alone);
        chunk.Id = 9;

        Assert.Equal(PolicyStatus.Ok, alone.Infer(observation, chunk));
        double[] expected = [.. chunk.Actions];
        Assert.Equal(PolicyStatus.Ok, many.Infer(observation, chunk));

        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], chunk.Actions[i], 1e-5);
    }

    [Theory]
    [InlineData("\"choose\": \"first\"", "", 10)]
    [InlineData("\"choose\": \"bid\", \"decay\": 0.5", "\"weak_denoiser\": \"denoiser.onnx\"", 20)]
    [InlineData("\"choose\": \"past_tokens\", \"past_steps\": 2", "", 10)]
    [InlineData("\"choose\": \"reward\", \"draws\": 4", "\"reward_denoiser\": \"denoiser.onnx\", \"reference_denoiser\": \"denoiser.onnx\"", 12)]
    [InlineData("\"choose\": \"value\", \"heads\": 2", "\"edit\": \"edit.onnx\", \"q\": \"q.onnx\"", 12)]
    public void Infer_ManyCandidates_RunEachNetworkOnceForAll_AndAllocateNothing(string choose, string graphs, int runs)
    {
        using var package = new SampledPolicyPackage("ddim");
        package.Write("edit.onnx", Editor().Build());
        package.Write("q.onnx", Critic().Build());
        package.EditManifest(Sampler, $"\"candidates\": {{ \"count\": 6, {choose} }}, \"sampler\":");
        if (graphs.Length > 0)
            package.EditManifest("\"denoiser\": \"denoiser.onnx\"", $"\"denoiser\": \"denoiser.onnx\", {graphs}");
        var time = new CountingTime();
        using var policy = Load(package, time);
        var (observation, chunk) = Buffers(policy);
        var prior = new ChunkPrior(policy.Spec.Horizon, 2, policy.Spec.PastSteps);
        var inUse = new ActionChunk(policy.Spec.Horizon, 2) { IntervalNs = policy.Spec.ActionIntervalNs };
        prior.Continue(inUse, 0, 0);
        prior.SetExecuted(policy.Spec.PastSteps);
        for (var i = 0; i < 5; i++)
            Assert.Equal(PolicyStatus.Ok, policy.Infer(observation, prior, chunk));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var readings = time.Readings;
        for (var i = 0; i < 50; i++)
        {
            chunk.Id++;
            policy.Infer(observation, prior, chunk);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // Two readings of the clock are one run of a graph: the encoder, and what the case says.
        Assert.Equal(50L * 2 * (runs + 1), time.Readings - readings);
        Assert.Equal(0, allocated);
        Assert.Equal(policy.Extras.Scores.Length, choose.Contains("value", StringComparison.Ordinal) ? 12 : 6);
        Assert.Equal(policy.Extras.Scores.Span[policy.Extras.Picked], policy.Extras.Scores.ToArray().Max());
    }

    [Fact]
    public void Infer_PastTokens_FollowWhatWasExecuted_AndHandOutTheFuture()
    {
        using var package = new SampledPolicyPackage("ddim");
        package.EditManifest(Sampler, "\"candidates\": { \"count\": 16, \"choose\": \"past_tokens\", \"past_steps\": 3 }, \"sampler\":");
        using var policy = Load(package);
        Assert.Equal(5, policy.Spec.Horizon);
        Assert.Equal(3, policy.Spec.PastSteps);
        var (observation, chunk) = Buffers(policy);
        var picked = new HashSet<double>();
        foreach (var executed in (double[])[-3, 0, 3])
        {
            var prior = new ChunkPrior(5, 2, 3);
            Array.Fill(prior.Executed, executed);
            prior.SetExecuted(3);
            Assert.Equal(PolicyStatus.Ok, policy.Infer(observation, prior, chunk));
            picked.Add(chunk.Actions[0]);
        }

        Assert.True(picked.Count > 1);
    }

    [Fact]
    public void Infer_CriticThatAnswersNaN_RejectsTheChunk()
    {
        using var package = new SampledPolicyPackage("ddim");
        package.Write("q.onnx", Critic("Sqrt").Build());
        package.EditManifest(Sampler, "\"candidates\": { \"count\": 3, \"choose\": \"value\" }, \"sampler\":");
        package.EditManifest("\"denoiser\": \"denoiser.onnx\"", "\"denoiser\": \"denoiser.onnx\", \"q\": \"q.onnx\"");

        var result = PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images);

        Assert.Contains("NonFiniteOutput: A score of the candidates is not a number", Assert.Single(result.Errors).ToString());
    }

    [Theory]
    [InlineData("\"choose\": \"reward\"", "x-robotpolicy.graphs.reward_denoiser: expected a string, actual nothing", "x-robotpolicy.graphs.reference_denoiser: expected")]
    [InlineData("\"choose\": \"value\"", "x-robotpolicy.graphs.q: expected a string, actual nothing", "")]
    [InlineData("\"choose\": \"past_tokens\"", "x-robotpolicy.candidates.past_steps: expected a whole number", "")]
    [InlineData("\"choose\": \"past_tokens\", \"past_steps\": 8", "x-robotpolicy.candidates.past_steps: expected at most 7", "")]
    [InlineData("\"choose\": \"bid\", \"beta\": 3", "x-robotpolicy.candidates.beta: expected one of the keys", "")]
    [InlineData("\"choose\": \"dice\"", "x-robotpolicy.candidates.choose: expected one of first, bid, past_tokens, reward, value", "")]
    public void Load_CandidatesThatDoNotFit_AreRefused(string choose, string first, string second)
    {
        using var package = new SampledPolicyPackage("ddim");
        package.EditManifest(Sampler, $"\"candidates\": {{ \"count\": 4, {choose} }}, \"sampler\":");

        var errors = PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images).Errors;

        Assert.Contains(errors, e => e.ToString().StartsWith("manifest.json: " + first, StringComparison.Ordinal));
        Assert.Contains(errors, e => e.ToString().Contains(second, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_FixedRowsAndARollingBuffer_AreRefused()
    {
        using var rolling = new SampledPolicyPackage("rolling");
        rolling.EditManifest(Sampler, "\"candidates\": { \"count\": 4, \"choose\": \"first\" }, \"sampler\":");
        Assert.Contains(
            PolicyLoader.Load(rolling.Folder, TestPolicyPackage.Robot, _images).Errors,
            e => e.ToString().StartsWith("manifest.json: x-robotpolicy.candidates: expected a sampler that begins anew", StringComparison.Ordinal));

        using var package = new SampledPolicyPackage("ddim");
        package.Write("q.onnx", new OnnxModelBuilder()
            .Input("action", 4, 8, 2)
            .Input("mood", 1, 1)
            .Node("ReduceMean", ["action"], "q", OnnxModelBuilder.Attribute("axes", [1L, 2L]), OnnxModelBuilder.Attribute("keepdims", 0))
            .Node("Identity", ["mood"], "m")
            .Output("q", 4)
            .Output("m", 1, 1)
            .Build());
        package.EditManifest(Sampler, "\"candidates\": { \"count\": 3, \"choose\": \"value\" }, \"sampler\":");
        package.EditManifest("\"denoiser\": \"denoiser.onnx\"", "\"denoiser\": \"denoiser.onnx\", \"q\": \"q.onnx\"");
        Assert.Equal(
            ["q.onnx: q: expected an output of shape [1 to 1024 heads, rows], actual [4]"],
            PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images).Errors.Select(e => e.ToString()));
    }

    /// <summary>edit = action: towards larger values where they are positive.</summary>
    private static OnnxModelBuilder Editor() => new OnnxModelBuilder()
        .Input("action", -1, 8, 2)
        .Input("condition", -1, 1, 5)
        .Constant("W", [.. Enumerable.Repeat(0.1f, 10)], 5, 2)
        .Node("MatMul", ["condition", "W"], "c")
        .Node("Add", ["action", "c"], "edit")
        .Output("edit", -1, 8, 2);

    /// <summary>Three heads: each a weight on the mean of the chunk.</summary>
    private static OnnxModelBuilder Critic(string end = "Identity") => new OnnxModelBuilder()
        .Input("action", -1, 8, 2)
        .Constant("heads", [-1, 0.5f, 2], 3, 1)
        .Node("ReduceMean", ["action"], "mean", OnnxModelBuilder.Attribute("axes", [1L, 2L]), OnnxModelBuilder.Attribute("keepdims", 0))
        .Node("Mul", ["heads", "mean"], "values")
        .Node(end, ["values"], "q")
        .Output("q", 3, -1);

    private static (Observation Observation, ActionChunk Chunk) Buffers(OnnxPolicy policy)
    {
        var observation = new Observation(2, 0);
        (observation.Positions[0], observation.Positions[1]) = (0.2, 0.4);
        return (observation, new ActionChunk(policy.Spec.Horizon, 2));
    }

    private OnnxPolicy Load(SampledPolicyPackage package, TimeProvider? time = null)
    {
        var result = PolicyLoader.Load(
            package.Folder, TestPolicyPackage.Robot, _images, new PolicyLoaderOptions { NoiseSeed = 4, TimeProvider = time ?? TimeProvider.System });
        Assert.Empty(result.Errors);
        return result.Policy!;
    }

    private sealed class CountingTime : TimeProvider
    {
        public long Readings { get; private set; }

        public override long GetTimestamp() => ++Readings;
    }
}
