using System.Text.Json;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.IntegrationTests.Cli;

/// <summary><c>doctor</c> on the machine that the tests run on, whatever it is like. Nobody listens where a service would be.</summary>
public sealed class DoctorTests
{
    private const string Nobody = "http://127.0.0.1:9";
    private static readonly string[] States = ["ok", "advice", "problem", "not_applicable"];

    [Fact]
    public async Task Json_IsOneObjectALineAndTheExitCodeFollowsFromThem()
    {
        var run = await CliRun.RunAsync(Nobody, "doctor", "--json");

        Assert.Equal("", run.Error);
        var findings = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.True(findings.Count >= 15, run.Out);
        Assert.All(findings, finding =>
        {
            Assert.NotEqual("", finding.GetProperty("check").GetString());
            Assert.NotEqual("", finding.GetProperty("found").GetString());
            var state = finding.GetProperty("state").GetString();
            Assert.Contains(state, States);
            Assert.Equal(state is "advice" or "problem", finding.TryGetProperty("why", out _));
        });
        Assert.Equal(findings.Any(finding => finding.GetProperty("state").GetString() == "problem") ? ExitCode.Refused : ExitCode.Ok, run.Code);

        // The tests themselves use these libraries.
        Assert.Equal("ok", findings.Single(finding => finding.GetProperty("check").GetString() == "Cyclone DDS").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Text_IsATableThenWhatToDo()
    {
        var run = await CliRun.RunAsync(Nobody, "doctor", "--device", "cuda", "--record", "/no/such/folder");

        Assert.StartsWith("CHECK", run.Out, StringComparison.Ordinal);
        Assert.Contains("CUDA", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("not applicable.\n", run.Out, StringComparison.Ordinal);
    }
}
