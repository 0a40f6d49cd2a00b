using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Calibration;
using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Reports;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference.Failure;

/// <summary>Packages that predict their failures, on graphs.</summary>
public sealed class MonitoredPolicyTests : IDisposable
{
    private const string Sampler = "\"sampler\":";
    private const string Scores =
        """{ "type": "rnd_oe", "window": 2, "graph": "novelty.onnx" }, { "type": "rnd_a", "graph": "chunk.onnx" }, { "type": "ace", "window": 3, "joints": ["elbow"] }, { "type": "consistency" }""";

    private readonly ImagePreprocessor _images = new();
    private readonly SampledPolicyPackage _package = new("ddim");

    public MonitoredPolicyTests()
    {
        _package.Write("novelty.onnx", Norm("embedding", [1, 5], [1L]));
        _package.Write("chunk.onnx", Norm("actions", [1, 8, 2], [1L, 2L]));
    }

    public void Dispose()
    {
        _images.Dispose();
        _package.Dispose();
    }

    [Fact]
    public void Load_WithoutCalibration_WarnsAndCannotTell()
    {
        Describe(Scores);

        var result = Load();
        using var policy = result.Policy!;
        var report = Infer(policy, out _);

        var warning = Assert.Single(result.MonitorWarnings).ToString();
        Assert.Contains(policy.PackageSha256!, warning);
        Assert.Contains("robotctl calibrate", warning);
        Assert.Equal((FailureState.Degraded, DegradedReason.Uncalibrated), (report.State, report.Reason));
        Assert.Equal(["rnd_oe", "rnd_a", "ace", "consistency"], policy.Monitor!.Scores);
        Assert.Equal(PackageHash.Of(_package.Folder, new PolicyLoaderOptions(), []), policy.PackageSha256);
    }

    [Fact]
    public void Assess_Scores_AreWhatTheGraphsSayOfWhatThePolicyDid_AndAllocateNothing()
    {
        Describe(Scores);
        using var policy = Load().Policy!;

        var report = Infer(policy, out var chunk);

        var insight = policy.Insight;
        Assert.Equal(Length(insight.Embedding.Span), report.Readings[0].Score, 1e-5);
        Assert.Equal(Length(insight.Executed.Span), report.Readings[1].Score, 1e-5);
        Assert.Equal(insight.Sample(policy.Extras.Picked), insight.Executed.Span);
        Assert.True(report.Readings[0].Score > 0 && report.Readings[1].Score > 0);
        Assert.InRange(report.Readings[2].Score, 0.01, Math.Log2(32));
        Assert.Null(policy.MonitorError);

        for (var i = 0; i < 5; i++)
            policy.Monitor!.Assess(insight, chunk);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            policy.Monitor!.Assess(insight, chunk);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Infer_CandidatesOneOrMany_HaveTheSameFirst()
    {
        using var alone = Load().Policy!;
        Describe("""{ "type": "spread" }""");
        using var many = Load().Policy!;

        Infer(alone, out _);
        Infer(many, out _);

        Assert.Equal((1, 32), (alone.Insight.SampleCount, many.Insight.SampleCount));
        foreach (var (one, other) in alone.Insight.Sample(0).ToArray().Zip(many.Insight.Sample(0).ToArray()))
            Assert.Equal(one, other, 1e-5f);
        Assert.NotEqual(many.Insight.Sample(0).ToArray(), many.Insight.Sample(31).ToArray());
    }

    [Theory]
    [InlineData(1000, FailureState.Quiet)]
    [InlineData(0.001, FailureState.Alarm)]
    public void Load_WithACalibrationThatFits_DecidesByIt(double threshold, FailureState expected)
    {
        Describe("""{ "type": "rnd_oe", "window": 2, "graph": "novelty.onnx" }""");
        Calibrate(threshold, "rnd_oe", 2);

        var result = Load(new PolicyLoaderOptions { RequireCalibration = true });
        using var policy = result.Policy!;
        var report = Infer(policy, out _);

        Assert.Empty(result.MonitorWarnings);
        Assert.False(policy.IsCalibrationStale);
        Assert.Equal((expected, DegradedReason.None), (report.State, report.Reason));
        Assert.Equal(threshold, report.Readings[0].Threshold);
        Assert.True(report.IsTimeVarying);
        Assert.Equal(1.5, report.LeadSeconds, 1e-9);
    }

    [Fact]
    public void Load_WithTheCalibrationOfAnotherRate_IsStale_AndRefusedWhereOneIsRequired()
    {
        Describe("""{ "type": "rnd_oe", "window": 2, "graph": "novelty.onnx" }""");
        var fitted = Calibrate(1000, "rnd_oe", 2);
        _package.EditManifest("\"dt\": 0.05", "\"dt\": 0.04");

        var result = Load();
        using var policy = result.Policy!;
        var report = Infer(policy, out _);

        var warning = Assert.Single(result.MonitorWarnings).ToString();
        Assert.StartsWith($"failure/calibration.json: package_sha256: expected {policy.PackageSha256}", warning);
        Assert.Contains($"actual {fitted}", warning);
        Assert.Contains("robotctl calibrate", warning);
        Assert.Equal((FailureState.Degraded, DegradedReason.CalibrationStale), (report.State, report.Reason));
        Assert.True(policy.IsCalibrationStale);

        var refused = Load(new PolicyLoaderOptions { RequireCalibration = true });
        Assert.Null(refused.Policy);
        Assert.Equal(warning, Assert.Single(refused.Errors).ToString());

        using var ignored = Load(new PolicyLoaderOptions { IgnoreCalibration = true }).Policy!;
        Assert.Null(ignored.Calibration);
    }

    [Fact]
    public void Load_WithACalibrationOfOtherScores_IsRefused()
    {
        Describe("""{ "type": "ace", "window": 2 }""");
        Calibrate(1000, "rnd_oe", 3);

        Assert.Equal(
            ["scores[0].name", "scores[0].window", "scores[0].cells", "scores[0].ranges"], Load().Errors.Select(e => e.Field));
    }

    [Fact]
    public void Assess_AGraphThatFails_IsAnAlarmThatSaysWhy()
    {
        _package.Write("novelty.onnx", new OnnxModelBuilder()
            .Input("embedding", 1, 5)
            .Constant("far", [100], 1)
            .Constant("table", [1, 2], 2)
            .Node("Add", ["embedding", "far"], "index")
            .Node("Cast", ["index"], "place", OnnxModelBuilder.Attribute("to", 7))
            .Node("Gather", ["table", "place"], "found")
            .Node("ReduceL2", ["found"], "score", OnnxModelBuilder.Attribute("axes", [1L]), OnnxModelBuilder.Attribute("keepdims", 0))
            .Output("score", 1)
            .Build());
        Describe("""{ "type": "rnd_oe", "window": 2, "graph": "novelty.onnx" }""");
        Calibrate(1000, "rnd_oe", 2);
        using var policy = Load().Policy!;

        var report = Infer(policy, out _);

        Assert.Equal((FailureState.Alarm, DegradedReason.ScoreNotFinite), (report.State, report.Reason));
        Assert.True(double.IsNaN(report.Readings[0].Score));
        Assert.StartsWith("rnd_oe: ", policy.MonitorError);
        Assert.Contains("Gather", policy.MonitorError);
    }

    [Theory]
    [InlineData("""{ "type": "rnd_oe", "graph": "chunk.onnx" }""", "chunk.onnx: embedding: expected an input of that name, actual actions")]
    [InlineData("""{ "type": "rnd_a", "graph": "novelty.onnx" }""", "novelty.onnx: actions: expected an input of that name, actual embedding")]
    [InlineData("""{ "type": "rnd_oe", "graph": "wide.onnx" }""", "wide.onnx: embedding: expected shape [1, 5], the size of the policy's embedding, actual [1, 6]")]
    [InlineData("""{ "type": "rnd_a", "graph": "short.onnx" }""", "short.onnx: actions: expected shape [1, 8, 2], a chunk of the policy, actual [1, 4, 2]")]
    [InlineData("""{ "type": "graph", "name": "mine", "graph": "encoder.onnx" }""", "encoder.onnx: observation.state: expected inputs embedding and actions only")]
    [InlineData("""{ "type": "rnd_oe", "graph": "broken.onnx" }""", "broken.onnx: graph: expected an ONNX model")]
    [InlineData("""{ "type": "ace", "joints": ["elbow", "wrist"] }""", "manifest.json: x-robotpolicy.failure.scores[0].joints[1]: expected a joint that action.order names, actual 'wrist'")]
    [InlineData("""{ "type": "confidence" }""", "manifest.json: x-robotpolicy.failure.scores[0]: expected an output with the role confidence")]
    [InlineData("""{ "type": "pca_kmeans", "parameters": "stats.safetensors" }""", "stats.safetensors: mean: expected shape [5], the size of the policy's embedding, actual nothing")]
    public void Load_AScoreThatDoesNotFit_IsRefused(string score, string expected)
    {
        _package.Write("wide.onnx", Norm("embedding", [1, 6], [1L]));
        _package.Write("short.onnx", Norm("actions", [1, 4, 2], [1L, 2L]));
        _package.Write("broken.onnx", [1, 2, 3]);
        Describe(score);

        var result = Load();

        Assert.Null(result.Policy);
        Assert.Contains(result.Errors, e => e.ToString().StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_EntropyOfOneCandidate_IsRefused()
    {
        Describe("""{ "type": "ace" }""", count: 1);

        Assert.Equal(
            "manifest.json: x-robotpolicy.failure.scores[0]: expected x-robotpolicy.candidates.count of at least 2, since ace compares samples, actual 1",
            Assert.Single(Load().Errors).ToString());
    }

    [Fact]
    public void Of_APackageWithScores_ReportsWhetherItsCalibrationHolds()
    {
        Describe("""{ "type": "rnd_oe", "window": 2, "graph": "novelty.onnx" }""");
        Assert.Contains("robotctl calibrate", Report().Doubt);

        Calibrate(1000, "rnd_oe", 2);
        var fitting = Report();
        Assert.Equal((true, true, 0.1, "tvt_cp_band", ""), (fitting.Fits, fitting.Certified, fitting.Delta!.Value, fitting.Method, fitting.Doubt));
        Assert.Equal(["rnd_oe over 2 inferences, novelty.onnx"], fitting.Scores);

        _package.EditManifest("\"num_inference_steps\": 10", "\"num_inference_steps\": 20");
        var stale = Report();
        Assert.Equal((false, false), (stale.Fits, stale.Certified));
        Assert.Contains(stale.PackageSha256, stale.Doubt);
    }

    private ReportedMonitor Report()
    {
        var report = PackageReporter.Of(_package.Folder, null, new PolicyLoaderOptions());
        Assert.Empty(report.Problems);
        return report.Monitor!;
    }

    private void Describe(string scores, int count = 32) => _package.EditManifest(
        Sampler,
        $$"""
        "failure": { "embedding": "condition", "scores": [ {{scores}} ] },
        "candidates": { "count": {{count}}, "choose": "first" }, {{Sampler}}
        """);

    /// <summary>Writes a calibration for the package as it is, and returns the hash in it.</summary>
    private string Calibrate(double threshold, string name, int window)
    {
        var errors = new List<PackageError>();
        var hash = PackageHash.Of(_package.Folder, new PolicyLoaderOptions(), errors)!;
        var calibration = new CalibrationFile
        {
            PackageSha256 = hash,
            Delta = 0.1,
            Method = ThresholdMethod.BandConformal,
            Certified = true,
            Rollouts = 20,
            HeldOut = 10,
            CallIntervalSeconds = 0.5,
            MaxCalls = 4,
            Scores = [new CalibratedScore { Name = name, Window = window, Constant = threshold, TimeVarying = [threshold, threshold, threshold, threshold] }],
        };
        Assert.True(calibration.Write(_package.Folder, FailureSpec.DefaultCalibration, errors));
        Assert.Empty(errors);
        return hash;
    }

    private PolicyLoadResult Load(PolicyLoaderOptions? options = null) => PolicyLoader.Load(
        _package.Folder, TestPolicyPackage.Robot, _images, (options ?? new PolicyLoaderOptions()) with { NoiseSeed = 4, TimeProvider = new CountingTime() });

    private static FailureReport Infer(OnnxPolicy policy, out ActionChunk chunk)
    {
        var observation = new Observation(2, 0);
        (observation.Positions[0], observation.Positions[1]) = (0.2, 0.4);
        chunk = new ActionChunk(policy.Spec.Horizon, 2) { Id = 3 };
        Assert.Equal(PolicyStatus.Ok, policy.Infer(observation, chunk));
        return policy.Monitor?.Assess(policy.Insight, chunk) ?? default;
    }

    private static double Length(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += (double)value * value;
        return Math.Sqrt(sum);
    }

    /// <summary>A graph whose score is the Euclidean length of its input.</summary>
    private static byte[] Norm(string input, long[] shape, long[] axes) => new OnnxModelBuilder()
        .Input(input, shape)
        .Node("ReduceL2", [input], "score", OnnxModelBuilder.Attribute("axes", axes), OnnxModelBuilder.Attribute("keepdims", 0))
        .Output("score", 1)
        .Build();

    /// <summary>A machine that is never busy: no score is late.</summary>
    private sealed class CountingTime : TimeProvider
    {
        private long _readings;

        public override long GetTimestamp() => ++_readings;
    }
}
