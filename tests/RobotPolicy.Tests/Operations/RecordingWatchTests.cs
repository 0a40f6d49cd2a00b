using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Recording;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Server.Operations.Alerts;
using RobotPolicy.Server.Operations.Recordings;
using RobotPolicy.Server.RosGraph;
using RobotPolicy.Tests.Data.Recording;

namespace RobotPolicy.Tests.Operations;

/// <summary>What is missing from a recording is told while the run goes on, and holds the robot where it must be recorded.</summary>
public sealed class RecordingWatchTests
{
    [Fact]
    public void DiskFull_AlertDiagnosticsAndHoldUntilThereIsRoom()
    {
        using var rig = new RecordingRig();
        var alerts = new AlertBook(TimeProvider.System);
        var watch = new RecordingWatch(rig.Recorder, alerts, NullLogger<RecordingWatch>.Instance);
        var stops = new RecordingStops(rig.Recorder);
        rig.Recorder.Work.Begin();
        watch.Observe(default);
        Assert.True(stops.Poll(0).IsNone);
        Assert.Equal(DiagnosticLevel.Ok, RecordingDiagnostics.Describe(rig.Recorder, "arm", "").Level);

        rig.FreeBytes = 0;
        rig.Step(1);
        watch.Observe(default);
        var alert = Assert.Single(alerts.List(onlyOpen: true, 0, "").Items);
        Assert.Equal((RecordingWatch.Source, AlertSeverity.Error), (alert.Note.Source, alert.Note.Severity));
        Assert.Equal((StopKind.Hold, StopCause.NotRecorded), (stops.Poll(0).Kind, stops.Poll(0).Cause));
        Assert.Equal(DiagnosticLevel.Error, RecordingDiagnostics.Describe(rig.Recorder, "arm", "").Level);

        rig.FreeBytes = 1L << 40;
        rig.Step(1);
        watch.Observe(default);
        Assert.Empty(alerts.List(onlyOpen: true, 0, "").Items);
        Assert.True(stops.Poll(0).IsNone);
    }

    [Fact]
    public void Drops_AreAWarningWhileTheyLastAndStayInTheDiagnostics()
    {
        using var rig = new RecordingRig(options => options with { QueueBytes = 1500 });
        var alerts = new AlertBook(TimeProvider.System);
        var watch = new RecordingWatch(rig.Recorder, alerts, NullLogger<RecordingWatch>.Instance);
        rig.Recorder.Work.Begin();
        rig.Offer();
        rig.Offer();
        rig.Step(1);
        watch.Observe(default);
        Assert.Contains("1 of /camera/image_raw", Assert.Single(alerts.List(onlyOpen: true, 0, "").Items).Note.Text, StringComparison.Ordinal);

        rig.Step(5);
        watch.Observe(default);
        Assert.Empty(alerts.List(onlyOpen: true, 0, "").Items);
        var status = RecordingDiagnostics.Describe(rig.Recorder, "arm", "");
        Assert.Equal(DiagnosticLevel.Warn, status.Level);
        Assert.Contains(status.Values, value => value is { Key: "dropped /camera/image_raw", Value: "1 of 2" });
    }

    [Fact]
    public void NotBegun_ForbidsMotionWhereRecordingIsRequired()
    {
        using var rig = new RecordingRig();
        Assert.Equal(StopCause.NotRecorded, new RecordingStops(rig.Recorder).Poll(0).Cause);
    }
}
