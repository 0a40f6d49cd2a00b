using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Log;
using RobotPolicy.Tests.Data.Analysis;

namespace RobotPolicy.Tests.Data.Log;

public sealed class LogSeekerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-seeker-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(-1, 0, "")]
    [InlineData(0.2, 0.2, "")]
    [InlineData(1.505, 1.5, "task-1")]
    [InlineData(4.0, 4.0, "task-1")]
    [InlineData(6.6, 6.6, "")]
    [InlineData(8.0, 8.0, "task-2")]
    [InlineData(1e6, 11.99, "")]
    public void Find_AMoment_IsItsNewestTick(double at, double expected, string task)
    {
        WriteTwoTasks();
        using var log = LogSeeker.Open(_folder);

        var moment = LogMoment.Find(log, at)!;

        Assert.Equal(expected, log.Clock.Seconds(moment.Tick.Record.TimeNs), 6);
        Assert.Equal((task, task.Length > 0 ? "pick" : ""), (moment.Task, moment.Policy));
    }

    [Fact]
    public void Find_WhileAHumanIsInCommand_HasTheShadowAndTheChunk()
    {
        WriteTwoTasks();
        using var log = LogSeeker.Open(_folder);

        var moment = LogMoment.Find(log, 4.5)!;

        Assert.Equal(ControlMode.Human, moment.Tick.Record.Mode);
        Assert.Equal(0.54, moment.Shadow[0], 2);
        Assert.Equal(1, moment.Chunk!.Request.Id);
        Assert.Equal(10, moment.Chunk.Horizon);
        Assert.Empty(LogMoment.Find(log, 1)!.Shadow);
    }

    [Fact]
    public void Find_AVerdictOnATaskThatIsOver_IsNotTheTaskUnderWay()
    {
        using (var log = new TestLog(Path.Combine(_folder, "run_0.mcap")))
        {
            log.Task("old", "running");
            log.Ticks(0.1, ControlMode.Running, CommandSource.Policy, 0, 0.1);
            log.Task("old", "ended");
            log.Task("new", "running");
            log.Ticks(0.1, ControlMode.Running, CommandSource.Policy, 0, 0.1);
            log.Task("old", "ended", "failure");
            log.Ticks(0.1, ControlMode.Running, CommandSource.Policy, 0, 0.1);
        }

        using var seeker = LogSeeker.Open(_folder);
        Assert.Equal("new", LogMoment.Find(seeker, 0.25)!.Task);
        Assert.Equal("old", LogMoment.Find(seeker, 0.05)!.Task);
    }

    [Fact]
    public void Find_AcrossFiles_GoesIntoTheOneBefore()
    {
        TestLog.WriteTwoTasks(Path.Combine(_folder, "run_0.mcap"));
        using (var log = new TestLog(Path.Combine(_folder, "run_1.mcap")))
        {
            log.Pass(20);
            log.Ticks(0.5, ControlMode.Idle, CommandSource.None, 0, 0);
        }

        using var seeker = LogSeeker.Open(_folder);
        Assert.Equal(20.2, seeker.Clock.Seconds(LogMoment.Find(seeker, 20.2)!.Tick.Record.TimeNs), 6);
        Assert.Equal(11.99, seeker.Clock.Seconds(LogMoment.Find(seeker, 19)!.Tick.Record.TimeNs), 6);
        Assert.Equal(1.5, seeker.Clock.Seconds(LogMoment.Find(seeker, 1.5)!.Tick.Record.TimeNs), 6);
    }

    [Fact]
    public void Find_WithoutTicks_IsNothing()
    {
        using (var log = new TestLog(Path.Combine(_folder, "run_0.mcap")))
            log.Event(LogEvents.Service, "", "{}");

        using var seeker = LogSeeker.Open(_folder);
        Assert.Null(LogMoment.Find(seeker, 0));
    }

    [Fact]
    public void Open_NoRecordingOfTheService_SaysSo()
    {
        Assert.Throws<BagException>(() => LogSeeker.Open(_folder));
        File.WriteAllText(Path.Combine(_folder, "run_0.mcap"), "this is no recording");
        Assert.ThrowsAny<Exception>(() => LogSeeker.Open(_folder));
    }

    [Fact]
    public void Glance_CutOffAndForeign_SayWhatToDo()
    {
        WriteTwoTasks();

        var cutOff = LogGlance.Of(_folder, isOpen: false);
        var open = LogGlance.Of(_folder, isOpen: true);

        Assert.Contains("mcap recover", cutOff.Problem, StringComparison.Ordinal);
        Assert.Equal(("", null), (open.Problem, open.Tasks));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1), open.Start);

        File.WriteAllText(Path.Combine(_folder, BagMetadata.FileName), new BagMetadata { RelativeFilePaths = ["run_0.mcap"] }.ToYaml());
        Assert.Contains("no recording of this service", LogGlance.Of(_folder, isOpen: false).Problem, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, BagMetadata.FileName), "{{{");
        Assert.NotEqual("", LogGlance.Of(_folder, isOpen: false).Problem);
    }

    private void WriteTwoTasks() => TestLog.WriteTwoTasks(Path.Combine(_folder, "run_0.mcap"));
}
