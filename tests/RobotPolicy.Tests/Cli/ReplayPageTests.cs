using RobotPolicy.Cli.Commands.Replay;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Replay;
using RobotPolicy.Tests.Data.Analysis;

namespace RobotPolicy.Tests.Cli;

public sealed class ReplayPageTests
{
    private static readonly HardwareProfile Profile = HardwareProfileLoader.Load(TestLog.HardwareFile, [])!;

    private static readonly LogFacts Facts = new() { Profile = Profile, ProfileText = "", NodeName = "/robot_policy", RateHz = 100, OffsetNs = 0 };

    [Fact]
    public void Write_DifferencesHoldsAndAlarms_ShowsAllOfThem()
    {
        var trace = new ReplayTrace(Profile.Robot, 100);
        trace.OnEquip("pick", "{\"sha256\":\"1234abcd\",\"executor\":\"RecedingHorizon\"}", null);
        trace.OnEvent(new LoggedEvent(0, LogEvents.Task, "task-1", "{\"state\":\"running\",\"text\":\"<script>alert('x')</script> & more\"}"));
        trace.OnEvent(new LoggedEvent(1_500_000_000, LogEvents.Alert, "a", "{\"text\":\"<b>hot</b>\",\"severity\":\"error\"}"));
        trace.OnEvent(new LoggedEvent(1_600_000_000, LogEvents.Drop, "/camera<x>", "{\"dropped\":3}"));
        for (var i = 0; i < 500; i++)
            trace.OnTick(Tick(i, 0.1, i is > 200 and < 300 ? ControlMode.Holding : i > 400 ? ControlMode.Human : ControlMode.Running), Tick(i, 0.125, ControlMode.Running, FailureState.Alarm).Record);
        trace.OnInference(new LoggedInference { Request = new InferenceRequest(1, 1, 0), Outcome = InferenceOutcome.Ok, EndNs = 40_000_000 }, null, TimeSpan.Zero);

        var page = ReplayPage.Write("runs/<run>", Facts, Result(), trace, ["policy new"]);

        HtmlCheck.IsSound(page);
        Assert.Contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; more", page, StringComparison.Ordinal);
        Assert.Contains("1234abcd", page, StringComparison.Ordinal);
        Assert.Contains("chunk late", page, StringComparison.Ordinal);
        Assert.Contains("does not happen", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;hot&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("3 messages of /camera&lt;x&gt; are missing", page, StringComparison.Ordinal);
        Assert.Contains("a human takes over", page, StringComparison.Ordinal);
        Assert.Contains("moved as it was recorded", page, StringComparison.Ordinal);
        Assert.Contains("p50 40", page, StringComparison.Ordinal);

        // One curve for each joint, one of the ratio, and two keys.
        Assert.Equal(TestLog.Joints + 1 + 2, page.Split("class=\"was\" d=\"M").Length - 1);
    }

    [Fact]
    public void Write_NothingWasReplayed_IsStillAPage()
    {
        var page = ReplayPage.Write("run", Facts, Result(), new ReplayTrace(Profile.Robot, 100), []);
        HtmlCheck.IsSound(page);
        Assert.Contains("Not the same", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_NoNumbersAnywhere_HasNone()
    {
        var trace = new ReplayTrace(Profile.Robot, 100);
        for (var i = 0; i < 10; i++)
            trace.OnTick(Tick(i, double.NaN, ControlMode.Running), Tick(i, double.PositiveInfinity, ControlMode.Running, FailureState.Alarm, double.NaN).Record);
        HtmlCheck.IsSound(ReplayPage.Write("run", Facts, Result(), trace, []));
    }

    [Fact]
    public void Write_HoursOfLog_StaysSmall()
    {
        var trace = new ReplayTrace(Profile.Robot, 100);
        for (var i = 0; i < 200_000; i++)
            trace.OnTick(Tick(i * 10, i % 97 * 0.01, i % 50 == 0 ? ControlMode.Holding : ControlMode.Running), Tick(i * 10, i % 89 * 0.01, ControlMode.Running).Record);

        var page = ReplayPage.Write("run", Facts, Result(), trace, []);

        HtmlCheck.IsSound(page);
        Assert.InRange(page.Length, 1000, 3_000_000);
        Assert.Contains("more are not shown", page, StringComparison.Ordinal);
    }

    private static ReplayResult Result() => new() { Comparison = new ReplayComparison(), LogTime = TimeSpan.FromSeconds(5), WallTime = TimeSpan.FromSeconds(1), PolicyTime = TimeSpan.FromSeconds(0.5) };

    private static LoggedTick Tick(long index, double position, ControlMode mode, FailureState failure = FailureState.Quiet, double ratio = 0.7) => new()
    {
        Record = new TickRecord
        {
            Index = index,
            TimeNs = 1_000_000_000 + (index * 10_000_000),
            Mode = mode,
            Cause = mode == ControlMode.Holding ? StopCause.ChunkLate : StopCause.None,
            Culprit = -1,
            Source = mode == ControlMode.Running ? CommandSource.Policy : CommandSource.Hold,
            Failure = new FailureReport { State = failure, Ratio = ratio, ChunkId = 1 },
            Command = [.. Enumerable.Repeat(position, TestLog.Joints)],
        },
    };
}
