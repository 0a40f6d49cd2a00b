using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.IntegrationTests.Imaging;
using RobotPolicy.Server.Api;
using RobotPolicy.TestSupport;
using PixelFormat = RobotPolicy.Control.Model.PixelFormat;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Api;

/// <summary>Every method of the operator's services once, through the wire and the access check.</summary>
public sealed class OperatorApiTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static DateTime Deadline => DateTime.UtcNow + Limit;

    [Fact]
    public async Task Task_FromLoadToEnd_OverTheWire()
    {
        await using var server = await OperatorServer.StartAsync();
        await server.AcquireAsync();
        var policies = new PolicyService.PolicyServiceClient(server.Channel);
        var tasks = new TaskService.TaskServiceClient(server.Channel);

        Assert.Equal(["pick", "place"], (await policies.ListPoliciesAsync(new ListPoliciesRequest(), deadline: Deadline)).Policies.Select(p => p.Name));
        var refused = await Assert.ThrowsAsync<RpcException>(
            () => tasks.StartTaskAsync(new StartTaskRequest(), server.Lease, Deadline).ResponseAsync);
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Equal(StopCause.NoPolicy, Detail<ErrorInfo>(refused).Cause);

        using var load = policies.LoadPolicy(new LoadPolicyRequest { Name = "pick" }, server.Lease, Deadline);
        var steps = await load.ResponseStream.ReadAllAsync().ToListAsync();
        Assert.Equal(("ready", 1.0, PolicyState.Active), (steps[^1].Stage, steps[^1].Fraction, steps[^1].Policy.State));
        Assert.Equal("cpu", (await policies.GetPolicyAsync(new GetPolicyRequest { Name = "pick" }, deadline: Deadline)).Device);

        var started = await tasks.StartTaskAsync(
            new StartTaskRequest { RequestId = "r", Goal = new Goal { Text = "pick the cube" } }, server.Lease, Deadline);
        Assert.Equal((TaskState.Running, "pick the cube"), (started.State, started.Goal.Text));
        using var watch = tasks.WatchTask(new WatchTaskRequest { TaskId = started.TaskId }, deadline: Deadline);
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(TaskState.Paused, (await tasks.PauseTaskAsync(new PauseTaskRequest { TaskId = started.TaskId }, server.Lease, Deadline)).State);
        Assert.Equal(TaskState.Running, (await tasks.ResumeTaskAsync(new ResumeTaskRequest { TaskId = started.TaskId }, server.Lease, Deadline)).State);
        await tasks.StopTaskAsync(new StopTaskRequest { TaskId = started.TaskId }, server.Lease, Deadline);

        var states = await watch.ResponseStream.ReadAllAsync().Select(change => change.Task.State).ToListAsync();
        Assert.Contains(TaskState.Paused, states);
        Assert.Equal(TaskState.Ended, states[^1]);
        Assert.Equal(1, (await tasks.GetTaskAsync(new GetTaskRequest { TaskId = started.TaskId }, deadline: Deadline)).Holds);
        Assert.Single((await tasks.ListTasksAsync(new ListTasksRequest(), deadline: Deadline)).Tasks);
        Assert.Equal(
            PolicyState.Available,
            (await policies.UnloadPolicyAsync(new UnloadPolicyRequest { Name = "pick" }, server.Lease, Deadline)).State);
    }

    [Fact]
    public async Task Questions_ConfirmBeforeTheFirstMotion()
    {
        await using var server = await OperatorServer.StartAsync();
        await server.AcquireAsync();
        await server.Rig.LoadAsync();
        var tasks = new TaskService.TaskServiceClient(server.Channel);
        var questions = new QuestionService.QuestionServiceClient(server.Channel);
        using var watch = questions.WatchQuestions(new WatchQuestionsRequest(), deadline: Deadline);

        var task = await tasks.StartTaskAsync(new StartTaskRequest { Confirm = true }, server.Lease, Deadline);
        Assert.Equal(TaskState.AwaitingAnswer, task.State);
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        var question = watch.ResponseStream.Current.Question;
        Assert.Equal(question.QuestionId, Assert.Single((await questions.ListQuestionsAsync(new ListQuestionsRequest { OnlyOpen = true }, deadline: Deadline)).Questions).QuestionId);

        var answered = await questions.AnswerQuestionAsync(
            new AnswerQuestionRequest { QuestionId = question.QuestionId, Choice = "yes" }, server.Lease, Deadline);

        Assert.Equal("yes", answered.Answer);
        Assert.Equal(TaskState.Running, (await tasks.GetTaskAsync(new GetTaskRequest { TaskId = task.TaskId }, deadline: Deadline)).State);
    }

    [Fact]
    public async Task Intervention_StreamReleaseAndCorrect()
    {
        await using var server = await OperatorServer.StartAsync();
        await server.AcquireAsync();
        await server.Rig.LoadAsync();
        var tasks = new TaskService.TaskServiceClient(server.Channel);
        var client = new InterventionService.InterventionServiceClient(server.Channel);
        await tasks.StartTaskAsync(new StartTaskRequest(), server.Lease, Deadline);
        await client.CorrectAsync(new CorrectRequest { Offset = new JointTarget { Positions = { 0.1 }, Joints = { "wrist" } } }, server.Lease, Deadline);
        var phrase = await Assert.ThrowsAsync<RpcException>(
            () => client.CorrectAsync(new CorrectRequest { Phrase = "to the left" }, server.Lease, Deadline).ResponseAsync);
        Assert.Contains("'pick'", phrase.Status.Detail, StringComparison.Ordinal);

        Assert.Equal(ControlMode.Human, (await client.TakeOverAsync(new TakeOverRequest(), server.Lease, Deadline)).Mode);
        using var stream = client.Stream(server.Lease, Deadline);
        for (ulong i = 1; i <= 5; i++)
            await stream.RequestStream.WriteAsync(new HumanCommand { Jog = new JointJog { Velocities = { 0.1, 0, 0 } }, Engaged = true, Sequence = i });
        await foreach (var state in stream.ResponseStream.ReadAllAsync())
            if (state is { Accepted: 5, ExecutedSequence: 5 })
                break;

        Assert.Equal(ControlMode.Running, (await client.ReleaseAsync(new ReleaseRequest(), server.Lease, Deadline)).Mode);
        await foreach (var _ in stream.ResponseStream.ReadAllAsync())
        {
        }

        Assert.Equal(StatusCode.OK, stream.GetStatus().StatusCode);
        Assert.Empty(server.Rig.Loop.Stops);
    }

    [Fact]
    public async Task Intervention_InvalidCommand_NamesTheFieldAndHolds()
    {
        await using var server = await OperatorServer.StartAsync();
        await server.AcquireAsync();
        var client = new InterventionService.InterventionServiceClient(server.Channel);
        using var stream = client.Stream(server.Lease, Deadline);

        await stream.RequestStream.WriteAsync(new HumanCommand { Target = new JointTarget { Positions = { 0, double.NaN, 0 } }, Engaged = true });
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await stream.ResponseStream.ReadAllAsync().ToListAsync());

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Equal("target.positions[1]", Detail<BadField>(refusal).Field);
        Assert.Contains(Control.Model.StopCause.HumanInputInvalid, server.Rig.Loop.Stops);
    }

    [Fact]
    public async Task Intervention_ClientVanishes_IsSilenceAtOnce()
    {
        await using var server = await OperatorServer.StartAsync();
        await server.AcquireAsync();
        var client = new InterventionService.InterventionServiceClient(server.Channel);
        using (var stream = client.Stream(server.Lease, Deadline))
        {
            await stream.RequestStream.WriteAsync(new HumanCommand { Jog = new JointJog { Velocities = { 0.1, 0, 0 } }, Engaged = true });
            await foreach (var state in stream.ResponseStream.ReadAllAsync())
                if (state.Mode == ControlMode.Human)
                    break;
        }

        await UntilAsync(() => server.Rig.Loop.ReadStatus() is { Mode: Control.Model.ControlMode.Holding, Cause: Control.Model.StopCause.HumanSilent });
    }

    [Fact]
    public async Task Safety_StopResetAndHeartbeat()
    {
        await using var server = await OperatorServer.StartAsync();
        var safety = new SafetyService.SafetyServiceClient(server.Channel);
        var alerts = new AlertService.AlertServiceClient(server.Channel);
        using var watch = alerts.WatchAlerts(new WatchAlertsRequest(), deadline: Deadline);

        var stopped = await safety.RequestStopAsync(new RequestStopRequest { Kind = StopKind.Emergency, Reason = "test" }, deadline: Deadline);
        Assert.Equal((ControlMode.EmergencyStop, StopCause.OperatorRequest), (stopped.Mode, stopped.Cause));
        Assert.True(stopped.ReactionS > 0);
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        var alert = watch.ResponseStream.Current.Alert;
        Assert.Equal((Severity.Critical, "stop"), (alert.Severity, alert.Source));
        Assert.Equal("local", (await alerts.AcknowledgeAlertAsync(new AcknowledgeAlertRequest { AlertId = alert.AlertId }, deadline: Deadline)).AcknowledgedBy);
        Assert.NotEmpty((await alerts.ListAlertsAsync(new ListAlertsRequest(), deadline: Deadline)).Alerts);

        await server.AcquireAsync();
        Assert.Equal(ControlMode.Idle, (await safety.ResetEmergencyStopAsync(new ResetEmergencyStopRequest(), server.Lease, Deadline)).Mode);

        using var beats = safety.Heartbeat(deadline: Deadline);
        await beats.RequestStream.WriteAsync(new HeartbeatRequest());
        Assert.True(await beats.ResponseStream.MoveNext(CancellationToken.None));
        await UntilAsync(() => server.Rig.Loop.ReadStatus().Demand.Cause == Control.Model.StopCause.HeartbeatLapsed);
        Assert.Equal(StopCause.HeartbeatLapsed, (await safety.GetSafetyStateAsync(new GetSafetyStateRequest(), deadline: Deadline)).BlockedBy);

        using var again = safety.Heartbeat(deadline: Deadline);
        await again.RequestStream.WriteAsync(new HeartbeatRequest { Timeout = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromSeconds(10)) });
        Assert.True(await again.ResponseStream.MoveNext(CancellationToken.None));
        await again.RequestStream.WriteAsync(new HeartbeatRequest { End = true });
        Assert.False(await again.ResponseStream.MoveNext(CancellationToken.None));
        await UntilAsync(() => server.Rig.Loop.ReadStatus().Demand.IsNone);
    }

    [Fact]
    public async Task Telemetry_RobotStateMetricsAndPictures()
    {
        await using var server = await OperatorServer.StartAsync();
        var client = new TelemetryService.TelemetryServiceClient(server.Channel);
        Assert.Equal(["base", "elbow", "wrist"], (await client.GetRobotAsync(new GetRobotRequest(), deadline: Deadline)).Joints.Select(joint => joint.Name));
        Assert.Equal([0.25, 0.25, 0.25], (await client.GetStateAsync(new GetStateRequest(), deadline: Deadline)).Measured);
        Assert.NotEmpty((await client.GetMetricsAsync(new GetMetricsRequest(), deadline: Deadline)).Counters);

        Offer(server, 64, 48);
        using var pictures = client.StreamCamera(new StreamCameraRequest { Camera = "front", MaxWidth = 32, RateHz = 60 }, deadline: Deadline);
        Assert.True(await pictures.ResponseStream.MoveNext(CancellationToken.None));
        var picture = pictures.ResponseStream.Current;
        Assert.Equal((32, 24), (picture.Width, picture.Height));
        Assert.Equal([0xFF, 0xD8], picture.Jpeg.Span[..2].ToArray());
    }

    [Fact]
    public async Task StreamCamera_ManyClients_ShareOneEncoding()
    {
        await using var server = await OperatorServer.StartAsync();
        var client = new TelemetryService.TelemetryServiceClient(server.Channel);
        Offer(server, 64, 48);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            using var pictures = client.StreamCamera(new StreamCameraRequest { Camera = "front" }, deadline: Deadline);
            Assert.True(await pictures.ResponseStream.MoveNext(CancellationToken.None));
        }));

        Assert.Equal(1, server.Rig.Room.Pictures.EncodedCount);
    }

    [Fact]
    public async Task StreamCamera_SlowReader_IsToldWhatItLost()
    {
        await using var server = await OperatorServer.StartAsync();
        var client = new TelemetryService.TelemetryServiceClient(server.Channel);
        Offer(server, 640, 480);
        using var pictures = client.StreamCamera(new StreamCameraRequest { Camera = "front", Quality = 100, RateHz = 60 }, deadline: Deadline);

        // Nobody reads, so the encodings stop when the windows are full, while the camera goes on.
        var encoded = -1L;
        var since = DateTime.UtcNow;
        await UntilAsync(() =>
        {
            Offer(server, 640, 480);
            if (server.Rig.Room.Pictures.EncodedCount != encoded)
                (encoded, since) = (server.Rig.Room.Pictures.EncodedCount, DateTime.UtcNow);
            return encoded > 0 && DateTime.UtcNow - since > TimeSpan.FromSeconds(2);
        });

        await foreach (var picture in pictures.ResponseStream.ReadAllAsync())
        {
            if (picture.Lost > 0)
                return;
            Offer(server, 640, 480);
        }
    }

    [Fact]
    public async Task StreamState_SlowReader_IsToldWhatItLost()
    {
        await using var server = await OperatorServer.StartAsync(rateHz: 1000);
        var client = new TelemetryService.TelemetryServiceClient(server.Channel);
        using var slow = client.StreamState(new StreamStateRequest { RateHz = 1000 }, deadline: Deadline);

        await UntilAsync(() => server.Rig.Room.States.LostCount > 0);

        await foreach (var state in slow.ResponseStream.ReadAllAsync())
            if (state.Lost > 0)
                return;
        Assert.Fail("The stream ended before it told of a loss.");
    }

    [Fact]
    public async Task StreamState_TwentyClientsAt100Hz_ShareTheSamples()
    {
        await using var server = await OperatorServer.StartAsync();
        var client = new TelemetryService.TelemetryServiceClient(server.Channel);

        var received = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var states = client.StreamState(new StreamStateRequest { RateHz = 100 }, deadline: Deadline);
            var ticks = new List<ulong>();
            await foreach (var state in states.ResponseStream.ReadAllAsync())
            {
                ticks.Add(state.Tick);
                if (ticks.Count == 200)
                    break;
            }

            return ticks;
        }));

        Assert.All(received, ticks => Assert.Equal(ticks.Order(), ticks));
        Assert.True(
            server.Rig.Room.States.SampleCount < 20 * 200 / 5,
            $"{server.Rig.Room.States.SampleCount} samples for {20 * 200} states");
    }

    [Theory]
    [InlineData("StartTask", "time_limit")]
    [InlineData("StreamState", "rate_hz")]
    [InlineData("StreamCamera", "camera")]
    [InlineData("RequestStop", "kind")]
    [InlineData("GetTask", "task_id")]
    [InlineData("AcknowledgeAlert", "comment")]
    [InlineData("ListTasks", "page_token")]
    [InlineData("Goal", "goal.embedding.values[2]")]
    [InlineData("Pose", "goal.pose.positions[1]")]
    public async Task WrongField_IsNamed(string call, string field)
    {
        await using var server = await OperatorServer.StartAsync();
        await server.AcquireAsync();
        var tasks = new TaskService.TaskServiceClient(server.Channel);
        var telemetry = new TelemetryService.TelemetryServiceClient(server.Channel);
        Func<Task> act = call switch
        {
            "StartTask" => () => tasks.StartTaskAsync(
                new StartTaskRequest { TimeLimit = new() { Seconds = long.MaxValue } }, server.Lease, Deadline).ResponseAsync,
            "StreamState" => async () => await telemetry.StreamState(new StreamStateRequest { RateHz = double.NaN }).ResponseStream.ReadAllAsync().ToListAsync(),
            "StreamCamera" => async () => await telemetry.StreamCamera(new StreamCameraRequest { Camera = "nose" }).ResponseStream.ReadAllAsync().ToListAsync(),
            "RequestStop" => () => new SafetyService.SafetyServiceClient(server.Channel).RequestStopAsync(new RequestStopRequest()).ResponseAsync,
            "GetTask" => () => tasks.GetTaskAsync(new GetTaskRequest()).ResponseAsync,
            "ListTasks" => () => tasks.ListTasksAsync(new ListTasksRequest { PageToken = "x" }).ResponseAsync,
            "AcknowledgeAlert" => () => new AlertService.AlertServiceClient(server.Channel)
                .AcknowledgeAlertAsync(new AcknowledgeAlertRequest { AlertId = "a", Comment = new string('x', 201) }).ResponseAsync,
            "Goal" => () => tasks.StartTaskAsync(
                new StartTaskRequest { Goal = new Goal { Embedding = new EmbeddingGoal { Values = { 0, 1, float.NaN } } } }, server.Lease, Deadline).ResponseAsync,
            _ => () => tasks.StartTaskAsync(
                new StartTaskRequest { Goal = new Goal { Pose = new JointPose { Positions = { 0, double.NaN, 0 } } } }, server.Lease, Deadline).ResponseAsync,
        };

        var refusal = await Assert.ThrowsAsync<RpcException>(act);

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Equal(field, Detail<BadField>(refusal).Field);
    }

    private static T Detail<T>(RpcException exception)
        where T : Google.Protobuf.IMessage, new()
    {
        var bytes = exception.Trailers.Single(entry => entry.Key == ApiErrors.DetailsTrailer).ValueBytes;
        return Google.Rpc.Status.Parser.ParseFrom(bytes).Details[0].Unpack<T>();
    }

    private static void Offer(OperatorServer server, int width, int height)
    {
        var pixels = new byte[width * height * 3];
        new Random(7).NextBytes(pixels);
        server.Rig.Cameras[0].Offer(new StampedFrame(pixels, width, height, server.Rig.Loop.Clock.NowNs), server.Rig.Loop.Clock.NowNs);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var end = DateTime.UtcNow + Limit;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < end, "Waited too long.");
            await Task.Delay(5);
        }
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
