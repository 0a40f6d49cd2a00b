using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Control.Bridge;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Log;
using RobotPolicy.Imaging;
using RobotPolicy.Inference.Replay;
using RobotPolicy.IntegrationTests.Api;
using RobotPolicy.IntegrationTests.Loop;
using RobotPolicy.IntegrationTests.Recording;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Logs;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Logs;

/// <summary>The service looks back at a real recording, over its own API.</summary>
public sealed class LogServiceTests(LoggedRun run) : IClassFixture<LoggedRun>
{
    private const string Policy = "pick_place_act";

    [Fact]
    public async Task ListAndReadTimeline_FitWhatTheAnalysisOfRecordingsSays()
    {
        await using var server = await StartAsync();
        var logs = new LogService.LogServiceClient(server.Channel);
        var analysis = LogAnalyser.Run([run.Bag], new AnalysisOptions());

        var listed = Assert.Single((await logs.ListLogsAsync(new ListLogsRequest())).Logs);
        var steps = await ReadAsync(logs.ReadTimeline(new ReadTimelineRequest { Name = run.Name, Bins = 200 }));
        var timeline = steps[^1].Timeline;

        Assert.Equal((run.Name, "", 1, Policy, false), (listed.Name, listed.Problem, listed.Tasks, listed.Policies.Single(), listed.IsOpen));
        Assert.Equal(listed.DurationS, timeline.DurationS, 6);
        Assert.Equal(listed.BeganAt, timeline.BeganAt);
        Assert.All(steps.SkipLast(1), step => Assert.Null(step.Timeline));
        Assert.Equal((1.0, "ready"), (steps[^1].Fraction, steps[^1].Doing));

        // The analysis counts from the first tick, and a timeline from the first message.
        var shift = timeline.Recorded.Phases[0].StartS;
        var (episode, task) = (Assert.Single(analysis.Episodes), Assert.Single(timeline.Tasks));
        Assert.Equal((episode.Task, episode.Takeovers, episode.Holds, episode.Alarms), (task.TaskId, task.Takeovers, task.Holds, task.Alarms));
        Assert.Equal((episode.StartSeconds, episode.Seconds), (task.StartS - shift, task.EndS - task.StartS), Near);
        Assert.Equal(Verdict.Success, task.Verdict);
        var takeovers = timeline.Marks.Where(mark => mark.Kind == LogMarkKind.Takeover).ToList();
        Assert.NotEmpty(takeovers);
        Assert.Equal(analysis.Takeovers.Select(each => (each.StartSeconds, each.Seconds)), takeovers.Select(mark => (mark.StartS - shift, mark.EndS - mark.StartS)), Near);
        Assert.Equal(
            timeline.Recorded.Phases.Where(phase => phase.Mode == ControlMode.Human).Sum(phase => phase.EndS - phase.StartS), takeovers.Sum(mark => mark.EndS - mark.StartS), 0.05);
        Assert.Equal(Policy, timeline.Recorded.Policy);
        Assert.Empty(timeline.Problems);
        Assert.All(timeline.Recorded.Commands.Concat(timeline.Recorded.Measured), curve => Assert.InRange(curve.Low.Count, 1, 200));
    }

    [Fact]
    public async Task GetLogPicture_AtAMoment_IsTheNewestThatHadArrivedAndDecodesToWhatWasRecorded()
    {
        await using var server = await StartAsync();
        var logs = new LogService.LogServiceClient(server.Channel);
        var camera = VirtualRun.Profile.Robot.Cameras[1];
        var (taken, original) = NewestPicture(camera.Topic, 2.5);

        var picture = await logs.GetLogPictureAsync(new GetLogPictureRequest { Name = run.Name, Camera = camera.Name, AtS = 2.5, Quality = 95 });
        var small = await logs.GetLogPictureAsync(new GetLogPictureRequest { Name = run.Name, Camera = camera.Name, AtS = 2.5, MaxWidth = 64 });
        var last = await logs.GetLogPictureAsync(new GetLogPictureRequest { Name = run.Name, Camera = camera.Name, AtS = 1e6 });

        Assert.Equal(taken, picture.TakenS, 6);
        Assert.InRange(picture.TakenS, 2.3, 2.5);
        Assert.True(last.TakenS > picture.TakenS);
        Assert.Equal(64, small.Width);
        using var decoder = new JpegPicture();
        var expected = MessageFrame.Read(original, camera, 0, out _)!;
        Assert.Equal((expected.Width, expected.Height), (picture.Width, picture.Height));
        Assert.InRange(decoder.MeanDifference(picture.Jpeg.ToByteArray(), expected), 0, 3);
        Assert.InRange(decoder.MeanDifference(last.Jpeg.ToByteArray(), expected), 0.2, 255);
    }

    [Fact]
    public async Task GetLogMoment_WhileThePolicyRuns_SaysWhatItWanted()
    {
        await using var server = await StartAsync();
        var logs = new LogService.LogServiceClient(server.Channel);
        var timeline = (await ReadAsync(logs.ReadTimeline(new ReadTimelineRequest { Name = run.Name })))[^1].Timeline;
        var running = timeline.Recorded.Phases.Where(phase => phase is { Mode: ControlMode.Running, Source: CommandSource.Policy }).MaxBy(phase => phase.EndS - phase.StartS)!;
        var at = (running.StartS + running.EndS) / 2;

        var moment = await logs.GetLogMomentAsync(new GetLogMomentRequest { Name = run.Name, AtS = at });

        Assert.InRange(moment.AtS, at - 0.02, at);
        Assert.Equal((ControlMode.Running, CommandSource.Policy, timeline.Tasks[0].TaskId), (moment.Mode, moment.Source, moment.TaskId));
        Assert.Equal(timeline.Robot.Joints.Count, moment.Command.Count);
        Assert.NotNull(moment.Chunk);
        Assert.Equal(moment.Chunk.Horizon * timeline.Robot.Joints.Count, moment.Chunk.Actions.Count);
        Assert.InRange(at, moment.Chunk.StartS, moment.Chunk.StartS + (moment.Chunk.Horizon * moment.Chunk.IntervalS));
        for (var joint = 0; joint < moment.Command.Count; joint++)
            AssertWithin(timeline.Recorded.Commands[joint], at, moment.Command[joint]);
    }

    [Fact]
    public async Task CompareLog_TheRecordedPackage_IsExact_AndFreelyItIsNot()
    {
        await using var server = await StartAsync();
        var logs = new LogService.LogServiceClient(server.Channel);

        var same = await ReadAsync(logs.CompareLog(new CompareLogRequest { Name = run.Name, Bins = 100 }));
        var free = (await ReadAsync(logs.CompareLog(new CompareLogRequest { Name = run.Name, Policy = Policy, Bins = 100 })))[^1].Timeline;

        var timeline = same[^1].Timeline;
        Assert.True(timeline.Comparison.Exact, string.Join("; ", timeline.Problems));
        Assert.Equal((0, 0.0), (timeline.Comparison.DifferentTicks, timeline.Comparison.MaxCommandDifference));
        Assert.True(timeline.Comparison.Ticks > 200);
        Assert.All(same, step => Assert.Contains(step.Doing, (string[])["reading", $"loading {Policy}", "replaying", "ready"]));
        Assert.Equal((Policy, Policy), (timeline.Recorded.Policy, timeline.Replayed.Policy));
        Assert.Equal(timeline.Recorded.Phases, timeline.Replayed.Phases);
        Assert.Equal(timeline.Recorded.Commands, timeline.Replayed.Commands);
        Assert.Empty(timeline.Replayed.Measured);
        Assert.All(timeline.Differences, curve => Assert.All(curve.High, value => Assert.True(value == 0 || float.IsNaN(value))));

        // Its inferences follow its own requests: what it commands is nearly the same.
        Assert.False(free.Comparison.Exact);
        Assert.True(free.Comparison.DifferentTicks > 0);
        Assert.Equal(timeline.Recorded.Commands, free.Recorded.Commands);
    }

    [Fact]
    public async Task CompareLog_ClientGoesAway_GivesUpAndLeavesItsPlace()
    {
        await using var server = await StartAsync();
        var logs = new LogService.LogServiceClient(server.Channel);
        using var gone = new CancellationTokenSource();
        using (var call = logs.CompareLog(new CompareLogRequest { Name = run.Name }, cancellationToken: gone.Token))
        {
            Assert.True(await call.ResponseStream.MoveNext(default));
            Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => ReadAsync(logs.CompareLog(new CompareLogRequest { Name = run.Name })))).StatusCode);
            await gone.CancelAsync();
        }

        Wait.Until(() => HasPlace(server.Rig.Room.Logs), () => "The comparison goes on although its client has gone");
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../etc")]
    [InlineData("/etc")]
    [InlineData("a\\b")]
    [InlineData("")]
    public async Task EveryMethod_AHostileName_IsRefused(string name)
    {
        await using var server = await StartAsync();
        var logs = new LogService.LogServiceClient(server.Channel);

        foreach (var call in new Func<Task>[]
        {
            () => ReadAsync(logs.ReadTimeline(new ReadTimelineRequest { Name = name })),
            () => ReadAsync(logs.CompareLog(new CompareLogRequest { Name = name })),
            async () => await logs.GetLogMomentAsync(new GetLogMomentRequest { Name = name }),
            async () => await logs.GetLogPictureAsync(new GetLogPictureRequest { Name = name, Camera = "front" }),
            async () => await logs.LabelLoggedTaskAsync(new LabelLoggedTaskRequest { Name = name, TaskId = "t", Verdict = Verdict.Success }),
        })
            Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
        Assert.Equal(
            StatusCode.InvalidArgument,
            (await Assert.ThrowsAsync<RpcException>(async () => await logs.GetLogMomentAsync(new GetLogMomentRequest { Name = run.Name, AtS = double.NaN }))).StatusCode);
        Assert.Equal(
            StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => ReadAsync(logs.ReadTimeline(new ReadTimelineRequest { Name = run.Name, Bins = 5 })))).StatusCode);
    }

    [Fact]
    public async Task EnterBackground_ThreadAndWhatItStarts_GoAfterAllOthers()
    {
        var nice = await LogThread.RunAsync("log-read", ThreadNiceness.EnterBackground, _ =>
        {
            var started = -1;
            var child = new Thread(() => started = Nice());
            child.Start();
            child.Join();
            return (Nice(), started);
        }, _ => { }, TimeProvider.System);

        Assert.Equal((ThreadNiceness.Background, ThreadNiceness.Background), nice);

        // Whoever waits for it goes on where it was: no thread of the pool came out of it.
        Assert.NotEqual(ThreadNiceness.Background, Nice());

        static int Nice() => int.Parse(File.ReadAllText("/proc/thread-self/stat").Split(") ")[1].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static readonly IEqualityComparer<(double, double)> Near = EqualityComparer<(double, double)>.Create(
        (one, other) => Math.Abs(one.Item1 - other.Item1) < 0.011 && Math.Abs(one.Item2 - other.Item2) < 0.011);

    private async Task<OperatorServer> StartAsync()
    {
        var server = await OperatorServer.StartAsync(logs: new LogOptions
        {
            Folders = [run.Folder],
            EnterComparing = ThreadNiceness.EnterBackground,
            OpenPolicies = (robot, find, loading) => new PackagePolicies(robot, find, () => new ImagePreprocessor()) { Loading = loading },
        });
        Directory.CreateSymbolicLink(Path.Combine(server.Rig.Source.Folder, Policy), Checkout.PolicyFolder);
        return server;
    }

    private static async Task<List<TimelineProgress>> ReadAsync(AsyncServerStreamingCall<TimelineProgress> call)
    {
        using (call)
        {
            var steps = new List<TimelineProgress>();
            await foreach (var step in call.ResponseStream.ReadAllAsync())
                steps.Add(step);
            return steps;
        }
    }

    private bool HasPlace(LogDesk logs)
    {
        try
        {
            logs.CompareAsync(run.Name, "", 100, _ => throw new OperationCanceledException(), default).GetAwaiter().GetResult();
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        catch (OperationException exception)
        {
            Assert.Equal(OperationError.Exhausted, exception.Error);
            return false;
        }
    }

    private static void AssertWithin(Curve curve, double at, double value)
    {
        var bin = (int)((at - curve.StartS) / curve.WidthS);
        Assert.InRange(value, curve.Low[bin] - 1e-4, curve.High[bin] + 1e-4);
    }

    private (double Seconds, byte[] Cdr) NewestPicture(string topic, double until)
    {
        using var bag = BagReader.Open(run.Bag);
        var clock = new LogClock(bag.StartTime!.Value, 0);
        var messages = bag.ReadMessages(new BagQuery { Topics = [topic], EndTime = clock.LogTime(until) + 1 });
        (double Seconds, byte[] Cdr) newest = (0, []);
        while (messages.Read(out var message))
            newest = (clock.SecondsOf(message.LogTime), message.Data.ToArray());
        return newest;
    }
}
