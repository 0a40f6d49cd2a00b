using RobotPolicy.Api.V1;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Replay;
using RobotPolicy.Server.Api;
using RobotPolicy.Server.Operations.Logs;
using RobotPolicy.Tests.Data.Analysis;
using Moment = RobotPolicy.Data.Analysis.LogMoment;

namespace RobotPolicy.Tests.Operations.Logs;

/// <summary>Recordings as the API's messages.</summary>
public sealed class LogMessagesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-messages-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Timeline_OfTwoTasks_HasWhatHappenedInSecondsSinceItsFirstMessage()
    {
        TestLog.WriteTwoTasks(Path.Combine(_folder, "run_0.mcap"));
        var reading = LogReading.Read(_folder, 100, null, CancellationToken.None);

        var message = LogMessages.ToApi(LogTimeline.Of(
            new LogFound("run", _folder, false), reading.Facts, reading.Clock, reading.Duration, reading.Trace, reading.Problems, null));

        Assert.Equal(("run", 100, 11.99), (message.Name, message.RateHz, Math.Round(message.DurationS, 3)));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1), message.BeganAt.ToDateTimeOffset());
        Assert.Equal(TestLog.Joints, message.Robot.Joints.Count);
        var task = message.Tasks[0];
        Assert.Equal(("task-1", 0.5, 6.5, true), (task.TaskId, Math.Round(task.StartS, 3), Math.Round(task.EndS, 3), task.IsComplete));
        Assert.Equal((Verdict.Success, "verdict", "ended", "", 1, 1, 1), (task.Verdict, task.VerdictBy, task.State, task.Cause, task.Takeovers, task.Holds, task.Alarms));
        Assert.Equal(
            [LogMarkKind.Alarm, LogMarkKind.Hold, LogMarkKind.Takeover, LogMarkKind.Alarm, LogMarkKind.Drop],
            message.Marks.Select(mark => mark.Kind));
        Assert.Equal((StopCause.FailurePredicted, "holding: failure predicted", 2.7, 3.5), Shown(message.Marks[1]));
        Assert.Equal(("bob", 3.5, 5.5), (message.Marks[2].Detail, Math.Round(message.Marks[2].StartS, 3), Math.Round(message.Marks[2].EndS, 3)));
        Assert.Null(message.Replayed);
        Assert.Null(message.Comparison);
        var command = message.Recorded.Commands[0];
        Assert.Equal(command.Low.Count, command.High.Count);
        Assert.True(float.IsNaN(command.Low[0]) && float.IsNaN(command.High[0]));
        Assert.InRange(command.WidthS * command.Low.Count, 11.6, 12.2);
        Assert.True(message.CalculateSize() < 100_000);
    }

    [Fact]
    public void Enumerations_HaveTheSameValuesOnBothSides()
    {
        Same<Control.Loop.CommandSource, CommandSource>(shift: 0);
        Same<Control.Model.ControlMode, ControlMode>(shift: 1);
        Same<Control.Model.StopCause, StopCause>(shift: 0);
        Assert.Equal(LogLabels.Outcomes, [.. Enum.GetValues<Verdict>().Skip(1).Select(verdict => verdict.ToString().ToLowerInvariant())]);
    }

    [Fact]
    public void Moment_OfAHuman_HasCommandShadowAndChunk()
    {
        TestLog.WriteTwoTasks(Path.Combine(_folder, "run_0.mcap"));
        using var log = LogSeeker.Open(_folder);
        var moment = Moment.Find(log, 4.5)!;

        var message = LogMessages.ToApi(moment, log.Facts.Profile.Robot, log.Clock, ["ace"]);

        Assert.Equal((4.5, ControlMode.Human, CommandSource.Human, "task-1"), (Math.Round(message.AtS, 6), message.Mode, message.Source, message.TaskId));
        Assert.Equal((TestLog.Joints, TestLog.Joints, TestLog.Joints), (message.Measured.Count, message.Command.Count, message.Shadow.Count));
        Assert.Equal((10, 10 * TestLog.Joints, 0.1), (message.Chunk.Horizon, message.Chunk.Actions.Count, message.Chunk.IntervalS));
        Assert.Equal(0.04, message.Chunk.LatencyS, 6);
        Assert.Equal((FailureState.Quiet, 0.5), (message.Failure.State, message.Failure.Ratio));
        Assert.Empty(LogMessages.ToApi(Moment.Find(log, 0.1)!, log.Facts.Profile.Robot, log.Clock, []).Command);
    }

    private static (StopCause Cause, string Text, double Start, double End) Shown(LogMark mark) => (mark.Cause, mark.Text, Math.Round(mark.StartS, 3), Math.Round(mark.EndS, 3));

    private static void Same<TOurs, TTheirs>(int shift)
        where TOurs : struct, Enum
        where TTheirs : struct, Enum =>
        Assert.Equal(
            Enum.GetValues<TOurs>().Select(value => (Convert.ToInt32(value) + shift, value.ToString())),
            Enum.GetValues<TTheirs>().Select(value => (Convert.ToInt32(value), value.ToString())).Skip(shift));
}
