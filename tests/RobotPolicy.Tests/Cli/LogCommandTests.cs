using System.Text.Json;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Log;
using RobotPolicy.Tests.Data.Analysis;

namespace RobotPolicy.Tests.Cli;

/// <summary><c>robotctl analyse</c> and <c>robotctl logs</c> on a made-up recording.</summary>
public sealed class LogCommandTests : IDisposable
{
    private const string Hostile = "<script>alert(1)</script>\" onload=\"x";

    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-logs-").FullName;
    private readonly CliTestTerminal _terminal = new();

    public LogCommandTests() => TestLog.WriteTwoTasks(Log, Hostile);

    private string Log => Path.Combine(_folder, "run.mcap");

    private string Out => _terminal.Out.ToString();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Analyse_WithAReport_WritesASoundPage()
    {
        var file = Path.Combine(_folder, "page.html");

        Assert.Equal((ExitCode.Ok, ""), (await _terminal.RunAsync("analyse", _folder, "--report", file), _terminal.Error.ToString()));

        var page = File.ReadAllText(file);
        HtmlCheck.IsSound(page);
        foreach (var piece in new[] { "&lt;script&gt;alert(1)&lt;/script&gt;", "1 of 2", "bob", "failure predicted", "nobody moves", "Beta(k + 1, n − k + 1)", "/camera" })
            Assert.Contains(piece, page, StringComparison.Ordinal);
        Assert.Contains("true 1, false 0, missed 0, rightly quiet 0, rescued 1", Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyse_Json_IsOneObjectWithItsFigures()
    {
        Assert.Equal(ExitCode.Ok, await _terminal.RunAsync("analyse", Log, "--json"));

        var root = JsonDocument.Parse(Out).RootElement;
        Assert.Equal(2, root.GetProperty("episodes").GetArrayLength());
        Assert.Equal("bob", root.GetProperty("takeovers")[0].GetProperty("operator").GetString());
        Assert.Equal(1, root.GetProperty("alarms").GetProperty("true_alarms").GetInt32());
        Assert.InRange(root.GetProperty("times").GetProperty("request_to_chunk").GetProperty("p50").GetDouble(), 0.0396, 0.0404);
        Assert.Equal("distance_to_policy_states", root.GetProperty("compatibility").GetProperty("novelty").GetString());
        Assert.Equal(7, root.GetProperty("joints").GetArrayLength());
    }

    [Fact]
    public async Task Analyse_SimilarMoment_ListsIt()
    {
        Assert.Equal(ExitCode.Ok, await _terminal.RunAsync("analyse", Log, "--similar", "task-1@2.5"));
        Assert.Contains("task-2", Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Refused, await _terminal.RunAsync("analyse", Log, "--similar", "task-7@1"));
    }

    [Theory]
    [InlineData("analyse /no/such/file", "no recording")]
    [InlineData("analyse LOG --similar task-1", "task-12@4.5")]
    [InlineData("analyse LOG --similar task-1@NaN", "task-12@4.5")]
    [InlineData("analyse LOG --neighbours 0", "--neighbours")]
    [InlineData("logs show /no/such/file", "no recording")]
    [InlineData("logs label LOG task-1 great", "great")]
    public async Task WrongUsage_SaysSo(string line, string reason)
    {
        Assert.Equal(ExitCode.Usage, await _terminal.RunAsync([.. line.Split(' ').Select(word => word == "LOG" ? Log : word)]));
        Assert.Contains(reason, _terminal.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_ThenListAndShow_TellTheNewOutcome()
    {
        var before = File.ReadAllBytes(Log);

        Assert.Equal(ExitCode.Ok, await _terminal.RunAsync("logs", "label", Log, "task-1", "failure", "--comment", "it slipped"));
        Assert.Equal(before, File.ReadAllBytes(Log));
        Assert.Equal("failure", LogLabels.Read(Log).OutcomeOf("task-1"));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 13, 0, 0, TimeSpan.Zero), LogLabels.Read(Log).Newest["task-1"].At);

        Assert.Equal(ExitCode.Ok, await _terminal.RunAsync("logs", "show", Log));
        Assert.Contains("it slipped", Out, StringComparison.Ordinal);
        Assert.Contains("intervention", Out, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Ok, await _terminal.RunAsync("logs", "list", _folder, "--json"));
        Assert.Contains("\"outcome\":\"failure\",\"verdict\":\"success\",\"label\":\"failure\"", Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_OfATaskThatIsNotThere_NamesThoseThatAre()
    {
        Assert.Equal(ExitCode.Refused, await _terminal.RunAsync("logs", "label", Log, "task-9", "success"));
        Assert.Contains("task-1, task-2", _terminal.Error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(LogLabels.PathOf(Log)));
    }

    [Fact]
    public async Task List_AFileThatIsNone_IsNotedAndTheRestIsListed()
    {
        File.WriteAllText(Path.Combine(_folder, "broken.mcap"), "no recording");

        Assert.Equal(ExitCode.Ok, await _terminal.RunAsync("logs", "list", _folder));

        Assert.Contains("run.mcap", Out, StringComparison.Ordinal);
        Assert.Contains("broken.mcap", _terminal.Error.ToString(), StringComparison.Ordinal);
    }
}
