using System.Text.Json;
using RobotPolicy.Data.Datasets;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.Export;
using RobotPolicy.IntegrationTests.Peers;

namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>The circle from failures to another policy, as <c>make flywheel</c> runs it but much smaller.</summary>
public sealed class FlywheelTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly string _folder = Directory.CreateTempSubdirectory("flywheel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ExporterFact]
    public void FineTuning_ItsOwnTests_Pass() =>
        Python.Succeed("-m", "unittest", "discover", "--start-directory", Path.Combine(WorkingCopy.Root, "deploy", "training", "tests"));

    [ExporterFact]
    public void Flywheel_TwoEpisodesAndSecondsOfTraining_RunsWholeAndReports()
    {
        using var campaign = ProgramProcess.StartCampaign(
            TestDomain.Claim(), "flywheel", "--scenario", "dim_light", "--episodes", "2", "--assisted", "2", "--demonstrations", "4",
            "--calibration-episodes", "0", "--minutes", "0.05", "--workers", "1", "--output", _folder);

        var exitCode = campaign.WaitForExit(Patience);

        Assert.True(exitCode == 0, campaign.Describe($"ended with {exitCode}"));
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "report.json")));
        Assert.Equal(["nominal", "dim_light"], report.RootElement.GetProperty("conditions").EnumerateArray().Select(condition => condition.GetProperty("name").GetString()));
        Assert.All(
            report.RootElement.GetProperty("conditions").EnumerateArray(),
            condition => Assert.Equal(2, condition.GetProperty("after").GetProperty("trials").GetInt32()));

        // The expert was needed in the dark, and what it did is what is learned from.
        var training = report.RootElement.GetProperty("training");
        using var dataset = DatasetReader.Open(Path.Combine(_folder, "dataset"));
        Assert.Equal(2, dataset.Episodes.Count);
        var classes = training.GetProperty("classes");
        Assert.InRange(classes.GetProperty("intervention").GetProperty("frames").GetInt32(), 20, dataset.Info.TotalFrames);
        Assert.True(classes.GetProperty("intervention").GetProperty("weight").GetDouble() > 1, "interventions that count less than others");
        Assert.True(training.GetProperty("iterations").GetInt32() > 0, "nothing was learned");

        using var images = new ImagePreprocessor();
        var loaded = PolicyLoader.Load(
            Path.Combine(_folder, "pick_place_act_flywheel"), Checkout.ReadRobot(), images, new PolicyLoaderOptions { WithoutMonitor = true });
        Assert.Empty(loaded.Errors);
        using var policy = loaded.Policy!;
        Assert.Equal("pick_place_act_flywheel", policy.Spec.Name);
        Assert.NotEqual(File.ReadAllBytes(Path.Combine(Checkout.PolicyFolder, "model.onnx")), File.ReadAllBytes(Path.Combine(_folder, "pick_place_act_flywheel", "model.onnx")));
    }
}
