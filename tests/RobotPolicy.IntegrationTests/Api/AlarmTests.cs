using System.Diagnostics;
using Grpc.Core;
using RobotPolicy.Api.V1;
using Xunit.Abstractions;
using MonitorState = RobotPolicy.Control.Failure.FailureState;
using PixelFormat = RobotPolicy.Control.Model.PixelFormat;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Api;

/// <summary>What the failure monitor says, from the tick to a client.</summary>
public sealed class AlarmTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static DateTime Deadline => DateTime.UtcNow + Limit;

    [Fact]
    public async Task Alarm_WithHold_IsAnAlertWithPictures_AQuestion_AndIsClosed()
    {
        await using var server = await StartAsync();
        var alerts = new AlertService.AlertServiceClient(server.Channel);
        var tasks = new TaskService.TaskServiceClient(server.Channel);
        var questions = new QuestionService.QuestionServiceClient(server.Channel);
        var pixels = new byte[64 * 48 * 3];
        new Random(7).NextBytes(pixels);
        var clock = server.Rig.Loop.Clock;
        server.Rig.Cameras[1].Offer(new StampedFrame(pixels, 64, 48, clock.NowNs), clock.NowNs);
        var task = await tasks.StartTaskAsync(
            new StartTaskRequest { OnFailure = new FailureResponse { OnAlarm = AlarmResponse.Hold } }, server.Lease, Deadline);
        using var watch = alerts.WatchAlerts(new WatchAlertsRequest(), deadline: Deadline);

        server.Rig.Loop.Judge(MonitorState.Alarm, 1.5);
        Alert alert;
        do
        {
            Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
            alert = watch.ResponseStream.Current.Alert;
        }
        while (!alert.HasSnapshot);

        Assert.Equal((Severity.Error, "monitor", task.TaskId, "pick"), (alert.Severity, alert.Source, alert.TaskId, alert.Policy));
        var score = Assert.Single(alert.Failure.Scores);
        Assert.Equal((FailureState.Alarm, 1.5, 7, "ace", 3.0, 6.0, 4.0), (alert.Failure.State, alert.Failure.Ratio, alert.Failure.Call, score.Name, score.Score, score.Windowed, score.Threshold));
        var snapshot = await alerts.GetAlertSnapshotAsync(new GetAlertSnapshotRequest { AlertId = alert.AlertId }, deadline: Deadline);
        var picture = Assert.Single(snapshot.Pictures);
        Assert.Equal(("side", 64, 48), (picture.Camera, picture.Width, picture.Height));
        Assert.Equal([0xFF, 0xD8], picture.Jpeg.Span[..2].ToArray());
        Assert.True(picture.AgeS > 0);
        var held = await tasks.GetTaskAsync(new GetTaskRequest { TaskId = task.TaskId }, deadline: Deadline);
        Assert.Equal((TaskState.Held, StopCause.FailurePredicted), (held.State, held.Cause));

        using var asked = questions.WatchQuestions(new WatchQuestionsRequest(), deadline: Deadline);
        Assert.True(await asked.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(["go_on", "take_over", "retry", "end"], asked.ResponseStream.Current.Question.Choices.Select(choice => choice.Id));
        var closed = await alerts.ResolveAlertAsync(new ResolveAlertRequest { AlertId = alert.AlertId, Comment = "a lamp" }, deadline: Deadline);
        Assert.Equal(("local", "a lamp"), (closed.ResolvedBy, closed.Resolution));
        Assert.NotNull(closed.ResolvedAt);
        await questions.AnswerQuestionAsync(
            new AnswerQuestionRequest { QuestionId = asked.ResponseStream.Current.Question.QuestionId, Choice = "go_on" }, server.Lease, Deadline);
        Assert.Equal(TaskState.Running, (await tasks.GetTaskAsync(new GetTaskRequest { TaskId = task.TaskId }, deadline: Deadline)).State);

        var missing = await Assert.ThrowsAsync<RpcException>(
            () => alerts.GetAlertSnapshotAsync(new GetAlertSnapshotRequest { AlertId = "alert-99" }, deadline: Deadline).ResponseAsync);
        Assert.Equal(StatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Snapshots_OfMoreAlarmsThanAreKept_TheOldestLeave()
    {
        await using var server = await StartAsync();
        var pixels = new byte[8 * 8 * 3];
        var clock = server.Rig.Loop.Clock;
        server.Rig.Cameras[0].Offer(new StampedFrame(pixels, 8, 8, clock.NowNs), clock.NowNs);
        var (room, count) = (server.Rig.Room, Server.Operations.Alerts.AlertSnapshots.Capacity + 3);
        for (var i = 0; i < count; i++)
            await room.Snapshots.Take(Raise(room, i), clock.NowNs);

        var shown = room.Alerts.List(false, 1000, "").Items;
        Assert.Equal(Server.Operations.Alerts.AlertSnapshots.Capacity, shown.Count(alert => alert.HasSnapshot));
        Assert.All(shown.TakeLast(3), alert => Assert.False(alert.HasSnapshot));
        Assert.Equal(0, room.Snapshots.DroppedCount);
    }

    [Theory]
    [InlineData("on_failure.on_alarm")]
    [InlineData("on_failure.alarm_speed")]
    [InlineData("on_failure.on_degraded")]
    [InlineData("retries")]
    public async Task OnFailure_Wrong_NamesTheField(string field)
    {
        await using var server = await StartAsync();
        var response = field switch
        {
            "on_failure.on_alarm" => new FailureResponse { OnAlarm = (AlarmResponse)17 },
            "on_failure.alarm_speed" => new FailureResponse { AlarmSpeed = double.NaN },
            "on_failure.on_degraded" => new FailureResponse { OnDegraded = (DegradedResponse)(-1) },
            _ => new FailureResponse { OnAlarm = AlarmResponse.Retry },
        };

        var refusal = await Assert.ThrowsAsync<RpcException>(() => new TaskService.TaskServiceClient(server.Channel)
            .StartTaskAsync(new StartTaskRequest { OnFailure = response }, server.Lease, Deadline).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains(field, refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alarms_EachReachesTheClient_AndTheTimeThatItTookIsToldByTheTest()
    {
        const int Count = 50;
        await using var server = await StartAsync();
        await new TaskService.TaskServiceClient(server.Channel).StartTaskAsync(new StartTaskRequest(), server.Lease, Deadline);
        using var watch = new AlertService.AlertServiceClient(server.Channel).WatchAlerts(new WatchAlertsRequest(), deadline: Deadline);
        await server.Rig.Loop.SendAsync(Control.Modes.LoopCommand.Retask, CancellationToken.None);
        var random = new Random(5);
        var milliseconds = new List<double>();
        for (var i = 0; i < Count; i++)
        {
            await server.Rig.Loop.SendAsync(Control.Modes.LoopCommand.Retask, CancellationToken.None);
            await Task.Delay(random.Next(1, 20));
            var before = Stopwatch.GetTimestamp();
            var report = server.Rig.Loop.Judge(MonitorState.Alarm, 1.5);
            do
                Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
            while (watch.ResponseStream.Current.Alert.Epoch != report.Epoch);
            milliseconds.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        Assert.Equal(0, server.Rig.Loop.Failures.LostCount);
        milliseconds.Sort();
        output.WriteLine($"From the tick to the client: median {milliseconds[Count / 2]:F2} ms, slowest {milliseconds[^1]:F2} ms of {Count}.");
    }

    [Fact]
    public void Enumerations_HaveTheSameValuesOnBothSides()
    {
        Assert.Equal(Values<Control.Failure.FailureState>(), Values<FailureState>());
        Assert.Equal(Values<Control.Failure.DegradedReason>(), Values<DegradedReason>());
        Assert.Equal(Values<Server.Operations.Tasks.AlarmPlan>(), Values<AlarmResponse>().Where(pair => pair.Value > 0));
    }

    private static IEnumerable<(string Name, int Value)> Values<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(value => (value.ToString(), Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture)));

    private static string Raise(Server.Operations.OperationsRoom room, int number) => room.Alerts.Raise(new Server.Operations.Alerts.AlertNote
    {
        Key = $"{number}",
        Source = "monitor",
        Severity = Server.Operations.Alerts.AlertSeverity.Info,
        Text = "an alarm",
    }).Id;

    private static async Task<OperatorServer> StartAsync()
    {
        var server = await OperatorServer.StartAsync();
        server.Rig.Source.Scores = ["ace"];
        await server.AcquireAsync();
        await server.Rig.LoadAsync();
        return server;
    }

    private sealed class StampedFrame : Control.Model.ImageFrame
    {
        private readonly byte[] _pixels;

        public StampedFrame(byte[] pixels, int width, int height, long timeNs)
        {
            (_pixels, Format, Width, Height, Step) = (pixels, PixelFormat.Rgb8, width, height, width * 3);
            (TimeNs, StampUnixNs) = (timeNs, timeNs);
        }

        public override ReadOnlySpan<byte> Data => _pixels;

        public override void Retain()
        {
        }

        public override void Release()
        {
        }
    }
}
