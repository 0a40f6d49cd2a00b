using System.Text.Json.Nodes;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Analysis.Measures;
using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Datasets;
using RobotPolicy.Data.Datasets.Recordings;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Tests.Data.Analysis;

public sealed class LogAnalyserTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-analysis-").FullName;

    private string Log => Path.Combine(_folder, "run.mcap");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_TwoTasks_CountsWhatHappened()
    {
        TestLog.WriteTwoTasks(Log);

        var analysis = LogAnalyser.Run([Log], new AnalysisOptions());

        Assert.Empty(analysis.Problems);
        Assert.Equal([("task-1", "success"), ("task-2", "failure")], analysis.Episodes.Select(each => (each.Task, each.Outcome)));
        var first = analysis.Episodes[0];
        Assert.Equal((6.0, 3.2, 2.0, 0.8), (Math.Round(first.Seconds, 2), Math.Round(first.PolicySeconds, 1), Math.Round(first.HumanSeconds, 1), Math.Round(first.HeldSeconds, 1)));
        Assert.Equal((1, 1, 1, 2.0), (first.Takeovers, first.Holds, first.Alarms, Math.Round(first.FirstAlarmSeconds!.Value, 2)));
        Assert.Equal(2.0, Math.Round(analysis.Episodes[1].FirstAlarmSeconds!.Value, 2));
        var topic = Assert.Single(analysis.Logs).Topics.Single(each => each.Name == "/robot_policy/log/tick");
        Assert.InRange(topic.RateHz, 99, 101);
    }

    [Fact]
    public void Run_ATakeover_KnowsWhoHowFastAndHowFarFromThePolicy()
    {
        TestLog.WriteTwoTasks(Log);

        var takeover = Assert.Single(LogAnalyser.Run([Log], new AnalysisOptions()).Takeovers);

        Assert.Equal(("task-1", "bob", Phase.Hold, "FailurePredicted"), (takeover.Task, takeover.Operator, takeover.Before, takeover.Cause));
        Assert.Equal((1.0, 2.0), (Math.Round(takeover.ReactionSeconds!.Value, 2), Math.Round(takeover.Seconds, 2)));

        // 0.26 rad of a range of 5.2 in one joint of seven.
        Assert.Equal(0.05 / Math.Sqrt(7), takeover.Divergence!.Value, 6);
        Assert.Equal(2.0, takeover.RatioBefore);
    }

    [Theory]
    [InlineData("task_succeeded", null, "success", "policy")]
    [InlineData("task_succeeded", "failure", "failure", "verdict")]
    [InlineData("operator_request", null, "", "")]
    public void Run_TaskThatEndedByItself_ComesOutTheSameForEveryReader(string cause, string? verdict, string outcome, string by)
    {
        using (var log = new TestLog(Log))
        {
            log.Task("t", "running");
            log.Ticks(1, ControlMode.Running, CommandSource.Policy, 0, 0.1);
            log.Event(LogEvents.Task, "t", new JsonObject { ["state"] = "ended", ["cause"] = cause, ["verdict"] = verdict });
            log.Ticks(0.1, ControlMode.Idle, CommandSource.None, 0.1, 0.1);
        }

        var analysed = Assert.Single(LogAnalyser.Run([Log], new AnalysisOptions()).Episodes);
        var indexed = Assert.Single(EpisodeIndex.Read(Log, out _));

        Assert.Equal((outcome, by), (analysed.Outcome, analysed.OutcomeBy));
        Assert.Equal(outcome switch { "success" => EpisodeOutcome.Success, "failure" => EpisodeOutcome.Failure, _ => EpisodeOutcome.Unsure }, indexed.Outcome);
        var listed = LogOverview.Read(Log, withEvents: false);
        Assert.Equal(outcome, listed.OutcomeOf(Assert.Single(listed.Tasks)));
    }

    [Fact]
    public void Run_LikeMoments_AreFoundInTheOtherTask()
    {
        TestLog.WriteTwoTasks(Log);

        var analysis = LogAnalyser.Run([Log], new AnalysisOptions { SimilarTo = ("task-1", 2.5), SimilarCount = 1 });

        var found = Assert.Single(analysis.Similar!);
        Assert.Equal("task-2", found.Task);
        Assert.InRange(found.Cosine, 0.99, 1);
        Assert.Equal("task-2", Assert.Single(analysis.Takeovers[0].Similar).Task);
        Assert.Null(LogAnalyser.Run([Log], new AnalysisOptions { SimilarTo = ("task-9", 1) }).Similar);
    }

    [Fact]
    public void Run_StandingStill_IsIdle()
    {
        TestLog.WriteTwoTasks(Log);

        var idle = Assert.Single(LogAnalyser.Run([Log], new AnalysisOptions()).Segments, each => each.Kind == SegmentKind.Idle);

        Assert.Equal("task-2", idle.Task);
        Assert.InRange(idle.EndSeconds - idle.StartSeconds, 2.9, 3.1);
    }

    [Fact]
    public void Run_ALabel_CountsBeforeTheVerdict()
    {
        TestLog.WriteTwoTasks(Log);
        LogLabels.Append(Log, new LogLabel("task-1", "failure", "", DateTimeOffset.UnixEpoch));

        var episode = LogAnalyser.Run([Log], new AnalysisOptions()).Episodes[0];

        Assert.Equal(("failure", "label"), (episode.Outcome, episode.OutcomeBy));
    }

    [Fact]
    public void Run_HostileEvents_AreNoTasks()
    {
        using (var log = new TestLog(Log))
        {
            log.Event(LogEvents.Task, "t", "{");
            log.Event(LogEvents.Task, "", "[1]");
            log.Event(LogEvents.Drop, "/x", "{\"dropped\":-5}");
            log.Event(LogEvents.Drop, "/x", "{\"dropped\":\"many\"}");
            log.Event("no such kind", "x", "null");
            log.Inference([float.NaN], double.NaN);
            log.Ticks(0.1, ControlMode.Human, CommandSource.Human, double.NaN, double.NaN);
        }

        var analysis = LogAnalyser.Run([Log], new AnalysisOptions());

        Assert.Equal(2, analysis.Episodes.Count);
        Assert.All(analysis.Episodes, episode => Assert.Equal("", episode.Outcome));
        Assert.Equal(0, analysis.HumanCoverage.Count);
    }

    [Fact]
    public void Run_NoRecording_SaysSo()
    {
        File.WriteAllText(Log, "this is no recording");
        Assert.ThrowsAny<Exception>(() => LogAnalyser.Run([Log], new AnalysisOptions()));
        Assert.Throws<BagException>(() => LogAnalyser.Run([Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName], new AnalysisOptions()));
    }

    [Fact]
    public void Find_AFolder_HoldsFilesAndBags()
    {
        TestLog.WriteTwoTasks(Log);
        var bag = Directory.CreateDirectory(Path.Combine(_folder, "below", "bag")).FullName;
        TestLog.WriteTwoTasks(Path.Combine(bag, "bag_0.mcap"));

        Assert.Equal([Log, bag], LogFinder.Find(_folder));
        Assert.Equal([bag], LogFinder.Find(bag));
        Assert.Empty(LogFinder.Find(Path.Combine(_folder, "nothing")));
    }
}
