using System.Security.Cryptography;
using System.Text.Json;
using RobotPolicy.Cli.Output;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Cli;

/// <summary><c>policies inspect</c> and <c>validate</c> of a package on this disk. Nobody listens where a service would be.</summary>
public sealed class PolicyFolderTests : IDisposable
{
    private const string Nobody = "http://127.0.0.1:9";
    private readonly TestPolicyPackage _package = new();

    public void Dispose() => _package.Dispose();

    [Fact]
    public async Task Inspect_SoundPackage_ShowsGraphsRangesAndFiles()
    {
        var run = await CliRun.RunAsync(Nobody, "policies", "inspect", _package.Folder);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal("", run.Error);
        Assert.Contains("4 × 50 ms (20 Hz)", run.Out, StringComparison.Ordinal);
        Assert.Contains("[1, 3, 6, 8]", run.Out, StringComparison.Ordinal);
        Assert.Contains("observation.state", run.Out, StringComparison.Ordinal);
        Assert.Contains("front: 16×12 → 8×6 (area), rgb, 0…1, mean 0.5 0.5 0.5, std 0.25 0.25 0.25", run.Out, StringComparison.Ordinal);
        Assert.Contains(Hash("model.onnx"), run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_Json_IsOneObject()
    {
        var run = await CliRun.RunAsync(Nobody, "policies", "inspect", _package.Folder, "--json");

        using var json = JsonDocument.Parse(run.Out);
        var root = json.RootElement;
        Assert.Equal("test", root.GetProperty("policy").GetString());
        Assert.Equal(0.05, root.GetProperty("actionIntervalS").GetDouble());
        Assert.Equal(["manifest.json", "model.onnx", "stats.safetensors"], root.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("name").GetString()!));
        Assert.Equal(Hash("stats.safetensors"), root.GetProperty("files")[2].GetProperty("sha256").GetString());
        var graph = Assert.Single(root.GetProperty("graphs").EnumerateArray().ToArray());
        Assert.Equal([1L, 4, 2], graph.GetProperty("outputs")[0].GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()));

        // Action of the gripper: 0.25 ± 0.125.
        var gripper = root.GetProperty("ranges").EnumerateArray().First(r => r.GetProperty("vector").GetString() == "action");
        Assert.Equal((0.125, 0.375), (gripper.GetProperty("low").GetDouble(), gripper.GetProperty("high").GetDouble()));
        Assert.Equal(0, root.GetProperty("problems").GetArrayLength());
    }

    [Fact]
    public async Task Validate_SeveralFaults_AreAllReported()
    {
        _package.EditManifest("\"dt\": 0.05", "\"dt\": 50");
        _package.EditManifest("\"version\": \"1.0\"", "\"version\": \"2.0\"");

        var run = await CliRun.RunAsync(Nobody, "policies", "validate", _package.Folder);

        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Equal(
            [
                "manifest.json: version: expected 1.x, actual '2.0'",
                "manifest.json: x-robotpolicy.action.dt: expected a number from 0.001 to 1, actual 50",
            ],
            run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Validate_GraphThatDoesNotFit_IsReported()
    {
        _package.Write("model.onnx", new OnnxModelBuilder()
            .Input("observation.images.front", 1, 3, 6, 8).Input("observation.state", 1, 3)
            .Node("Identity", ["observation.state"], "action").Output("action", 1, 3).Build());

        var run = await CliRun.RunAsync(Nobody, "policies", "validate", _package.Folder);

        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains("model.onnx: observation.state: expected shape [1, 2], as state.order has 2 names, actual [1, 3]", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_WithRobot_ComparesBoth()
    {
        var profile = Path.Combine(RepositoryFolder(), "hardware", "simulator.yaml");
        var shipped = Path.Combine(RepositoryFolder(), "deploy", "policies", "pick_place_act");

        var fits = await CliRun.RunAsync(Nobody, "policies", "validate", shipped, "--robot", profile);
        var misfits = await CliRun.RunAsync(Nobody, "policies", "validate", _package.Folder, "--robot", profile);

        Assert.Equal((ExitCode.Ok, ""), (fits.Code, fits.Error));
        Assert.Contains("is valid.", fits.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Refused, misfits.Code);
        Assert.Contains("manifest.json: robots[0].action.order: expected an action for every joint of robot", misfits.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_BareGraph_NeedsItsRate()
    {
        var path = Path.Combine(_package.Folder, "policy.onnx");
        File.WriteAllBytes(path, SingleStepGraph.Described().Metadata("policy_dt", "").Build());
        Assert.Equal(ExitCode.Refused, (await CliRun.RunAsync(Nobody, "policies", "validate", path)).Code);

        File.WriteAllBytes(path, SingleStepGraph.Described().Build());
        var run = await CliRun.RunAsync(Nobody, "policies", "inspect", path);
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("joint_pos 2 + joint_vel 2 + actions 2", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("./no/such/folder")]
    [InlineData("name --robot x.yaml")]
    [InlineData("./ --rate 5000")]
    public async Task Validate_WrongUse_IsUsage(string line)
    {
        var run = await CliRun.RunAsync(Nobody, ["policies", "validate", .. line.Split(' ')]);

        Assert.Equal(ExitCode.Usage, run.Code);
    }

    private string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(_package.Folder, file))));

    private static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RobotPolicy.sln")))
            folder = folder.Parent;
        return folder!.FullName;
    }
}
