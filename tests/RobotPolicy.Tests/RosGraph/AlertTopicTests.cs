using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Model;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Server.Operations.Alerts;
using RobotPolicy.Server.RosGraph;

namespace RobotPolicy.Tests.RosGraph;

public sealed class AlertTopicTests
{
    [Fact]
    public void Drain_PublishesEveryAlertAndEveryChange()
    {
        using var rig = new GraphRig();
        var book = new AlertBook(rig.Time);
        book.Raise(Note("before") with { Severity = AlertSeverity.Critical });
        using var topic = new AlertTopic(rig.Ours, book);
        var heard = rig.Listen("/robot_policy/alerts", StringMessage.Type, GraphRig.ReadString);
        var alert = book.Renew(Note("a") with { Failure = Reading(double.NaN) });
        book.Acknowledge(alert.Id, "anna", "");
        book.Resolve("monitor", "a");

        topic.Drain();
        topic.Drain();
        rig.Peer.Pump();

        Assert.Equal(4, heard.Count);
        Assert.Contains("\"severity\":\"critical\"", heard[0], StringComparison.Ordinal);
        Assert.Contains(
            """cause":"failure_predicted","culprit":"","task":"t-1","policy":"pick","epoch":5,"raised_at":""", heard[1], StringComparison.Ordinal);
        Assert.EndsWith(
            """failure":{"state":"alarm","ratio":null,"call":3,"lead_s":2.5,"scores":[{"name":"ace","score":1,"windowed":null,"threshold":4}]}}""",
            heard[1],
            StringComparison.Ordinal);
        Assert.Contains("\"acknowledged_by\":\"anna\"", heard[2], StringComparison.Ordinal);
        Assert.Contains("\"resolved_at\":", heard[3], StringComparison.Ordinal);
        Assert.Equal(0, topic.UnsentCount);
    }

    [Fact]
    public void LateJoiner_GetsTheLastOnes()
    {
        using var rig = new GraphRig();
        var book = new AlertBook(rig.Time);
        using var topic = new AlertTopic(rig.Ours, book);
        for (var i = 0; i < AlertTopic.Depth + 5; i++)
            book.Raise(Note($"{i}") with { Text = $"number {i}" });
        topic.Drain();

        var heard = rig.Listen("/robot_policy/alerts", StringMessage.Type, GraphRig.ReadString);
        rig.Peer.Pump();

        Assert.Equal(AlertTopic.Depth, heard.Count);
        Assert.Contains("number 5", heard[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Drain_AfterTheTransportIsGone_CountsAndDoesNotThrow()
    {
        using var rig = new GraphRig();
        var book = new AlertBook(rig.Time);
        using var topic = new AlertTopic(rig.Ours, book);
        rig.Ours.Dispose();
        book.Raise(Note("a"));
        topic.Drain();

        Assert.Equal(1, topic.UnsentCount);
    }

    private static AlertNote Note(string key) => new()
    {
        Key = key,
        Source = "monitor",
        Severity = AlertSeverity.Warning,
        Text = key,
        Cause = StopCause.FailurePredicted,
        TaskId = "t-1",
        Policy = "pick",
        Epoch = 5,
    };

    private static MonitorReading Reading(double windowed)
    {
        var readings = default(ScoreReadings);
        readings[0] = new ScoreReading(1, windowed, 4);
        return new MonitorReading(
            new FailureReport { State = FailureState.Alarm, Ratio = windowed, Call = 3, LeadSeconds = 2.5, ScoreCount = 1, Readings = readings }, ["ace"]);
    }
}
