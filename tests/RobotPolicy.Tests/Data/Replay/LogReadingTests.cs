using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Replay;
using RobotPolicy.Tests.Data.Analysis;

namespace RobotPolicy.Tests.Data.Replay;

/// <summary>A recording read once for its timeline, against the analysis of recordings, which reads it in another way.</summary>
public sealed class LogReadingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-reading-").FullName;

    private string Log => Path.Combine(_folder, "run.mcap");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_TwoTasks_CountsAsTheAnalysisDoes()
    {
        TestLog.WriteTwoTasks(Log);
        var analysis = LogAnalyser.Run([Log], new AnalysisOptions());

        var reading = LogReading.Read(Log, 200, null, CancellationToken.None);

        Assert.Empty(reading.Problems);
        Assert.Equal(
            analysis.Episodes.Select(each => (each.Task, each.Takeovers, each.Holds, each.Alarms)),
            reading.Trace.Tasks.Tasks.Select(task => Counts(reading, task.Id)));
        Assert.Equal(("task-1", 1, 1, 1), Counts(reading, "task-1"));
        var takeover = Assert.Single(reading.Trace.Marks, mark => mark.Kind == ReplayMarkKind.Takeover);
        var expected = Assert.Single(analysis.Takeovers);
        Assert.Equal(expected.StartSeconds, reading.Clock.Seconds(takeover.TimeNs), 6);
        Assert.Equal(expected.Seconds, (takeover.EndNs!.Value - takeover.TimeNs) / 1e9, 6);
        Assert.Equal(expected.Operator, takeover.Detail);
        Assert.Contains(reading.Trace.Marks, mark => mark is { Kind: ReplayMarkKind.Drop, Detail: "/camera" });
    }

    [Fact]
    public void Read_TwoTasks_HasCurvesAndSpansOfTheWholeRecording()
    {
        TestLog.WriteTwoTasks(Log);

        var reading = LogReading.Read(Log, 100, null, CancellationToken.None);

        var side = reading.Trace.Recorded!;
        Assert.Equal(
            [
                (ControlMode.Idle, CommandSource.None), (ControlMode.Running, CommandSource.Policy), (ControlMode.Holding, CommandSource.Hold),
                (ControlMode.Human, CommandSource.Human), (ControlMode.Running, CommandSource.Policy), (ControlMode.Idle, CommandSource.None),
                (ControlMode.Running, CommandSource.Policy), (ControlMode.Idle, CommandSource.None),
            ],
            side.Spans.Spans.Select(span => (span.Mode, span.Source)));
        Assert.Equal(0.5, reading.Clock.Seconds(side.Spans.Spans[1].StartNs), 6);
        Assert.Equal((TestLog.Joints, TestLog.Joints), (side.Commands.Count, side.Measured.Count));
        Assert.InRange(side.Measured[0].Count, 90, 100);
        Assert.Equal(1.2, side.Commands[0].Max, 2);

        // Nothing is commanded at first, but measured.
        Assert.False(side.Commands[0].TryRead(0, out _, out _));
        Assert.True(side.Measured[0].TryRead(0, out _, out _));
    }

    [Fact]
    public void Read_APart_CountsWhatIsInIt()
    {
        TestLog.WriteTwoTasks(Log);
        var second = LogReading.Read(Log, 100, null, CancellationToken.None).Trace.Tasks.Tasks[1];

        var reading = LogReading.Read(Log, 2, null, CancellationToken.None, part: (second.StartNs, second.EndNs!.Value));

        Assert.Equal(("task-2", 0, 0, 1), Counts(reading, Assert.Single(reading.Trace.Tasks.Tasks).Id));
    }

    [Fact]
    public void Read_GivenUp_Stops()
    {
        TestLog.WriteTwoTasks(Log);
        using var stop = new CancellationTokenSource();
        var told = 0;

        Assert.Throws<OperationCanceledException>(() => LogReading.Read(Log, 100, _ => { told++; stop.Cancel(); }, stop.Token));
        Assert.Equal(1, told);
    }

    [Fact]
    public void Read_HostileEvents_AreSaidOrNothing()
    {
        using (var log = new TestLog(Log))
        {
            log.Event(LogEvents.Task, "t", "{");
            log.Event(LogEvents.Alert, "a", "[1]");
            log.Event(LogEvents.Alert, "a", "{\"resolved_at\":\"now\"}");
            log.Event(LogEvents.Question, "q", "7");
            log.Event("no such kind", "x", "null");
            log.Ticks(0.1, ControlMode.Human, CommandSource.Human, double.NaN, double.NaN);
        }

        var trace = LogReading.Read(Log, 100, null, CancellationToken.None).Trace;

        Assert.Equal("t", Assert.Single(trace.Tasks.Tasks).Id);
        Assert.Equal([ReplayMarkKind.Alert, ReplayMarkKind.Event, ReplayMarkKind.Takeover], trace.Marks.Select(mark => mark.Kind));
        Assert.False(trace.Recorded!.Commands[0].HasValues);
    }

    [Fact]
    public void Read_ALongerRecording_LeavesHardlyMoreToCollect()
    {
        const int Seconds = 100;
        var (first, second) = (Path.Combine(_folder, "short.mcap"), Path.Combine(_folder, "long.mcap"));
        foreach (var (path, seconds) in new[] { (first, Seconds), (second, 2 * Seconds) })
        {
            using var log = new TestLog(path);
            log.Ticks(seconds, ControlMode.Running, CommandSource.Policy, 0, 1);
        }

        _ = Allocated(first);
        var more = Allocated(second) - Allocated(first);

        // A tick with its vectors as objects of their own takes a kilobyte.
        Assert.InRange(more / (Seconds * TestLog.RateHz), -100, 200);
    }

    [Theory]
    [InlineData(1000, 7, 1000)]
    [InlineData(4000, 7, 4000)]
    [InlineData(4000, 50, 1000)]
    [InlineData(4000, 100_000, 100)]
    [InlineData(100, 100_000, 100)]
    public void BinsOf_ManyJoints_AreFewer(int wanted, int joints, int bins) => Assert.Equal(bins, LogReading.BinsOf(wanted, joints));

    private static long Allocated(string path)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = LogReading.Read(path, 1000, null, CancellationToken.None);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static (string Task, int Takeovers, int Holds, int Alarms) Counts(LogReading reading, string task)
    {
        var (takeovers, holds, alarms) = reading.Trace.CountsOf(task);
        return (task, takeovers, holds, alarms);
    }
}
