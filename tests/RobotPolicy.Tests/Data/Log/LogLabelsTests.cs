using RobotPolicy.Data.Log;

namespace RobotPolicy.Tests.Data.Log;

public sealed class LogLabelsTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-labels-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_WithoutAFile_HasNoLabels() => Assert.Null(LogLabels.Read(_folder).OutcomeOf("task-1"));

    [Fact]
    public void Append_Twice_TheNewestCounts()
    {
        LogLabels.Append(_folder, new LogLabel("task-1", "success", "", At));
        LogLabels.Append(_folder, new LogLabel("task-2", "unsure", "<script>\n\"", At));
        LogLabels.Append(_folder, new LogLabel("task-1", "failure", "it slipped", At.AddHours(1)));

        var labels = LogLabels.Read(_folder);

        Assert.Equal("failure", labels.OutcomeOf("task-1"));
        Assert.Equal(new LogLabel("task-1", "failure", "it slipped", At.AddHours(1)), labels.Newest["task-1"]);
        Assert.Equal("<script>\n\"", labels.Newest["task-2"].Comment);
        Assert.Equal(0, labels.MalformedCount);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(_folder, "labels.jsonl")).Length);
    }

    [Fact]
    public void PathOf_ABareFile_StandsBesideIt()
    {
        var file = Path.Combine(_folder, "run.mcap");
        File.WriteAllText(file, "");

        LogLabels.Append(file, new LogLabel("task-1", "success", "", At));

        Assert.True(File.Exists(Path.Combine(_folder, "run.mcap.labels.jsonl")));
        Assert.Equal("success", LogLabels.Read(file).OutcomeOf("task-1"));
    }

    [Fact]
    public void Read_HostileLines_ArePassedOverAndCounted()
    {
        File.WriteAllLines(LogLabels.PathOf(_folder), [
            "{", "[]", "7", "null", "{\"task\":\"a\"}", "{\"task\":\"a\",\"outcome\":\"great\"}", "{\"task\":7,\"outcome\":\"success\"}", "",
            "{\"task\":\"a\",\"outcome\":\"success\",\"at\":\"never\",\"comment\":3}",
        ]);

        var labels = LogLabels.Read(_folder);

        Assert.Equal("success", labels.OutcomeOf("a"));
        Assert.Equal(7, labels.MalformedCount);
    }

    [Fact]
    public void Append_AfterALineThatWasCutOff_StaysALineOfItsOwn()
    {
        File.WriteAllText(LogLabels.PathOf(_folder), "{\"task\":\"a\",\"outc");

        LogLabels.Append(_folder, new LogLabel("b", "success", "", At));

        Assert.Equal("success", LogLabels.Read(_folder).OutcomeOf("b"));
        Assert.Equal(1, LogLabels.Read(_folder).MalformedCount);
    }

    [Fact]
    public void Append_AnotherWord_IsRefused() =>
        Assert.Throws<ArgumentException>(() => LogLabels.Append(_folder, new LogLabel("a", "great", "", At)));
}
