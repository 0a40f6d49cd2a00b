using System.Diagnostics;
using System.Text.Json;
using RobotPolicy.Cli.Output;
using RobotPolicy.IntegrationTests.Inference;
using RobotPolicy.IntegrationTests.Loop;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Cli;

/// <summary><c>policies prepare</c>: loading ahead of the service. Nobody listens where a service would be.</summary>
public sealed class PolicyPrepareTests : IDisposable
{
    private const string Nobody = "http://127.0.0.1:9";
    private readonly TestPolicyPackage _package = new();
    private readonly string _cache = Path.Combine(Path.GetTempPath(), $"robotpolicy-cache-{Guid.NewGuid():N}");

    public void Dispose()
    {
        _package.Dispose();
        if (Directory.Exists(_cache))
            Directory.Delete(_cache, recursive: true);
    }

    [Theory]
    [InlineData("pick_place_act", 1)]
    [InlineData("pick_place_diffusion", 2)]
    [InlineData("place_on_disc", 1)]
    public async Task Prepare_ShippedPackageOnTheProcessor_TimesEveryGraph(string name, int atLeast)
    {
        var run = await CliRun.RunAsync(Nobody, "policies", "prepare", new ShippedPackage(name).Folder, "--json");

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        using var json = JsonDocument.Parse(run.Out);
        var root = json.RootElement;
        Assert.Equal("cpu", root.GetProperty("device").GetString());
        Assert.True(root.GetProperty("loadS").GetDouble() > 0);
        Assert.True(root.GetProperty("warmUpS").GetArrayLength() >= 2);
        var graphs = root.GetProperty("graphs").EnumerateArray().ToArray();
        Assert.True(graphs.Length >= atLeast);
        Assert.All(graphs, graph =>
        {
            Assert.EndsWith(".onnx", graph.GetProperty("file").GetString(), StringComparison.Ordinal);
            Assert.True(graph.GetProperty("loadS").GetDouble() > 0);
        });
        Assert.Contains(graphs, graph => graph.GetProperty("firstRunS").GetDouble() > 0 && graph.GetProperty("lastRunS").GetDouble() > 0 && graph.GetProperty("runs").GetInt64() >= 2);
        Assert.False(root.TryGetProperty("cache", out _));
    }

    [Fact]
    public async Task Prepare_ForPeople_SaysWhatItDoesAndWhatIsKept()
    {
        var run = await CliRun.RunAsync(Nobody, "policies", "prepare", _package.Folder);

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.Contains("probing cpu", run.Out, StringComparison.Ordinal);
        Assert.Contains("opening model.onnx", run.Out, StringComparison.Ordinal);
        Assert.Contains("warming up", run.Out, StringComparison.Ordinal);
        Assert.Contains("--cache names a folder", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_WithCache_LooksIntoItAndKeepsItToItsOwner()
    {
        var first = await CliRun.RunAsync(Nobody, "policies", "prepare", _package.Folder, "--cache", _cache, "--json");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_cache));
        File.WriteAllText(Path.Combine(_cache, "kept.engine"), "12345");
        var second = await CliRun.RunAsync(Nobody, "policies", "prepare", _package.Folder, "--cache", _cache, "--json");

        using var before = JsonDocument.Parse(first.Out);
        using var after = JsonDocument.Parse(second.Out);
        var made = before.RootElement.GetProperty("cache");
        var (files, bytes) = (made.GetProperty("filesAfter").GetInt32(), made.GetProperty("bytesAfter").GetInt64());
        Assert.Equal((0, files), (made.GetProperty("filesBefore").GetInt32(), made.GetProperty("built").GetInt32()));
        Assert.InRange(files, 2, 3);
        var cache = after.RootElement.GetProperty("cache");
        Assert.Equal((files + 1, bytes + 5, 0), (cache.GetProperty("filesBefore").GetInt32(), cache.GetProperty("bytesAfter").GetInt64(), cache.GetProperty("built").GetInt32()));
    }

    [Fact]
    public async Task Prepare_WithRobot_RefusesWhatTheServiceWouldRefuse()
    {
        var profile = Path.Combine(RepositoryFolder(), "hardware", "simulator.yaml");

        var run = await CliRun.RunAsync(Nobody, "policies", "prepare", _package.Folder, "--robot", profile);

        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains("expected an action for every joint of robot", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_DamagedPackage_IsRefusedWithEveryFault()
    {
        _package.EditManifest("\"version\": \"1.0\"", "\"version\": \"2.0\"");

        var run = await CliRun.RunAsync(Nobody, "policies", "prepare", _package.Folder);

        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains("manifest.json: version: expected 1.x, actual '2.0'", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--device tensorrt", "--cache")]
    [InlineData("--device-id 64", "0…63")]
    [InlineData("--threads 0", "1…64")]
    [InlineData("--rate 5000", "1…1000")]
    [InlineData("--device abacus", "abacus")]
    public async Task Prepare_WrongUse_IsUsage(string options, string message)
    {
        var run = await CliRun.RunAsync(Nobody, ["policies", "prepare", _package.Folder, .. options.Split(' ')]);

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_DeviceThatDoesNotWork_IsRefusedWithWhatToDo()
    {
        // As a process: the device is probed in a second one of the same program. No machine has a GPU of this number.
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "robotctl.dll"), "policies", "prepare", _package.Folder, "--device", "cuda", "--device-id", "63"])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Wait.Patience);

        Assert.Equal(ExitCode.Refused, process.ExitCode);
        Assert.StartsWith("robotctl: cuda:63: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("first inference", await output, StringComparison.Ordinal);
    }

    private static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RobotPolicy.sln")))
            folder = folder.Parent;
        return folder!.FullName;
    }
}
