using System.Text.Json;
using RobotPolicy.Control.Failure.Calibration;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Failure.Calibration;
using RobotPolicy.Inference.Failure.Rollouts;
using RobotPolicy.Inference.Failure.Training;
using RobotPolicy.Inference.Packages;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Inference.Failure.Calibration;

public sealed class CalibratorTests : IDisposable
{
    private readonly ScoredPackage _package = new();
    private readonly string _rollouts = Directory.CreateTempSubdirectory("robotpolicy-rollouts-").FullName;

    private CalibrationRequest Request => new()
    {
        Package = _package.Folder,
        Rollouts = _rollouts,
        Training = new TrainingOptions { Widths = [16, 16], Outputs = 8, LearningRate = 1e-3, MaxEpochs = 40 },
    };

    public void Dispose()
    {
        _package.Dispose();
        Directory.Delete(_rollouts, recursive: true);
    }

    [Fact]
    public void OfPolicy_ScoresChange_IsTheSame()
    {
        var before = PolicyHash();
        _package.Write("failure/rnd_oe.onnx", [1, 2, 3]);
        _package.EditManifest("\"window\": 3", "\"window\": 7");
        File.Delete(Path.Combine(_package.Folder, "failure/clusters.safetensors"));

        Assert.Equal(before, PolicyHash());
        _package.EditManifest("\"count\": 32", "\"count\": 33");
        Assert.NotEqual(before, PolicyHash());
    }

    [Fact]
    public void Run_EnoughRollouts_WritesACertifiedCalibrationOfThePackageAsItIs()
    {
        CalibrationRollouts.Write(_rollouts, PolicyHash(), successes: 30, failures: 4);

        var result = Run(Request)!;

        Assert.True(result.IsCertified);
        Assert.Equal(0.1, result.FalseAlarmGuarantee);
        Assert.Equal((10, 20, 10, 9, 4), (result.Fitted, result.Calibrated, result.Deciding, result.Needed, result.Failures));
        Assert.Equal(0.1, result.CallIntervalSeconds, 9);
        var written = CalibrationFile.Read(_package.Folder, "failure/fitted.json", [])!;
        Assert.Equal(_package.Hash(), written.PackageSha256);
        Assert.Equal(["rnd_oe", "ace", "pca_kmeans"], written.Scores.Select(s => s.Name));
        Assert.Equal([3, 5, 1], written.Scores.Select(s => s.Window));
        Assert.Single(written.Scores[1].Cells);
        Assert.All(written.Scores, s => Assert.Equal(written.MaxCalls, s.TimeVarying.Count));
        Assert.Empty(Directory.GetFiles(_package.Folder, "*.new", SearchOption.AllDirectories));
        Assert.NotNull(result.Scores[0].Training);
        Assert.All(result.Scores, s => Assert.All(s.FailedSeries, f => Assert.True(IsAlarm(s, f))));
    }

    [Fact]
    public void Run_Twice_SameBytes()
    {
        CalibrationRollouts.Write(_rollouts, PolicyHash(), successes: 27, failures: 0);
        Run(Request);
        var files = new[] { "failure/fitted.json", "failure/rnd_oe.onnx", "failure/clusters.safetensors" };
        var first = files.Select(_package.Read).ToArray();

        Run(Request);

        Assert.Equal(first, files.Select(_package.Read));
    }

    [Fact]
    public void Run_ManifestWithoutScores_GetsTwoAndKeepsTheRest()
    {
        _package.EditManifest(ScoredPackage.Failure, "\"failure\": { \"embedding\": \"embedding\" }");
        CalibrationRollouts.Write(_rollouts, PolicyHash(), successes: 27, failures: 0);

        var result = Run(Request with { Windows = new Dictionary<string, int> { ["ace"] = 4 } })!;

        using var manifest = JsonDocument.Parse(_package.Read("manifest.json"));
        var failure = manifest.RootElement.GetProperty("x-robotpolicy").GetProperty("failure");
        Assert.Equal(["rnd_oe", "ace"], failure.GetProperty("scores").EnumerateArray().Select(s => s.GetProperty("type").GetString()));
        Assert.Equal([3, 4], failure.GetProperty("scores").EnumerateArray().Select(s => s.GetProperty("window").GetInt32()));
        Assert.Equal("failure/calibration.json", failure.GetProperty("calibration").GetString());
        Assert.Equal("Test.", manifest.RootElement.GetProperty("x-robotpolicy").GetProperty("task").GetString());
        Assert.Contains("failure/rnd_oe.onnx", result.Written);
        Assert.Equal(_package.Hash(), CalibrationFile.Read(_package.Folder, "failure/calibration.json", [])!.PackageSha256);
    }

    [Fact]
    public void Run_DryRun_LeavesThePackageAlone()
    {
        CalibrationRollouts.Write(_rollouts, PolicyHash(), successes: 9, failures: 0);
        var before = Contents();

        var result = Run(Request with { DryRun = true, Method = ThresholdMethod.TimeVaryingQuantile })!;

        Assert.False(result.IsCertified);
        Assert.Empty(result.Written);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void Run_TooFewForDelta_WritesNothingAndSaysWhatToDo()
    {
        CalibrationRollouts.Write(_rollouts, PolicyHash(), successes: 12, failures: 0);
        var before = Contents();
        var errors = new List<PackageError>();

        Assert.Null(Calibrator.Run(Request, errors));

        Assert.Contains("9 rollouts that set the level", Assert.Single(errors).Expected, StringComparison.Ordinal);
        Assert.Contains("4: record more successful rollouts, take --delta 0.2", errors[0].Actual, StringComparison.Ordinal);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void Run_RolloutsOfAllKinds_CountsSuccessesOnlyAndNamesTheOthers()
    {
        var (hash, random) = (PolicyHash(), new Random(5));
        CalibrationRollouts.Write(_rollouts, hash, successes: 12, failures: 1);
        RolloutInfo Info(RolloutOutcome outcome, string of) => new() { Outcome = outcome, Package = "scored", PackageHash = of };
        CalibrationRollouts.Write(_rollouts, "a", CalibrationRollouts.One(Info(RolloutOutcome.Success, new string('0', 64)), random));
        CalibrationRollouts.Write(_rollouts, "b", CalibrationRollouts.One(Info(RolloutOutcome.Unsure, hash), random));
        CalibrationRollouts.Write(_rollouts, "c", CalibrationRollouts.One(Info(RolloutOutcome.Success, hash), random, interrupted: true));
        File.WriteAllText(Path.Combine(_rollouts, "d" + RolloutFile.Extension), "no");

        var result = Run(Request with { DryRun = true })!;

        Assert.Equal((12, 1), (result.Fitted + result.Calibrated, result.Failures));
        Assert.Equal(["a", "b", "c", "d"], result.LeftOut.Select(l => l.File[..1]));
        Assert.Contains("another package", result.LeftOut[0].Reason, StringComparison.Ordinal);
        Assert.Contains("nobody said", result.LeftOut[1].Reason, StringComparison.Ordinal);
        Assert.Contains("interrupted", result.LeftOut[2].Reason, StringComparison.Ordinal);
        Assert.Contains("cannot be read", result.LeftOut[3].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OnlyRolloutsOfAnotherPackage_IsRefused()
    {
        CalibrationRollouts.Write(_rollouts, new string('0', 64), successes: 12, failures: 0);
        var errors = new List<PackageError>();

        Assert.Null(Calibrator.Run(Request, errors));

        Assert.Contains("12 left out: it is of another package", Assert.Single(errors).Actual, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ConstantMethod_TellsTheManifest()
    {
        CalibrationRollouts.Write(_rollouts, PolicyHash(), successes: 15, failures: 0);

        var result = Run(Request with { Method = ThresholdMethod.ConstantConformal })!;

        Assert.True(result.IsCertified);
        Assert.Contains("\"constant\"", System.Text.Encoding.UTF8.GetString(_package.Read("manifest.json")), StringComparison.Ordinal);
        Assert.All(CalibrationFile.Read(_package.Folder, "failure/fitted.json", [])!.Scores, s => Assert.Empty(s.TimeVarying));
    }

    [Fact]
    public void Run_UnknownWindow_IsRefused()
    {
        CalibrationRollouts.Write(_rollouts, PolicyHash(), successes: 5, failures: 0);
        var errors = new List<PackageError>();

        Assert.Null(Calibrator.Run(Request with { Windows = new Dictionary<string, int> { ["acee"] = 3 } }, errors));

        Assert.Equal("--window with one of rnd_oe, ace, pca_kmeans", Assert.Single(errors).Expected);
    }

    private static bool IsAlarm(ScoreCalibration score, double[] series) => series.Where((sum, t) => sum > score.Threshold.TimeVarying!.At(t)).Any();

    private static CalibrationResult? Run(CalibrationRequest request)
    {
        var errors = new List<PackageError>();
        var result = Calibrator.Run(request, errors);
        Assert.Empty(errors);
        return result;
    }

    private string PolicyHash()
    {
        var errors = new List<PackageError>();
        var hash = PackageHash.OfPolicy(_package.Folder, new PolicyLoaderOptions(), errors);
        Assert.Empty(errors);
        return hash!;
    }

    private IEnumerable<string> Contents() => Directory.GetFiles(_package.Folder, "*", SearchOption.AllDirectories).Order()
        .Select(f => $"{f} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))}").ToArray();
}
