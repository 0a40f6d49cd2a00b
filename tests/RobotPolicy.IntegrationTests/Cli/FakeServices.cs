using Grpc.Core;
using RobotPolicy.Api.V1;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Cli;

internal sealed class FakeAlerts(FakeRobot robot) : AlertService.AlertServiceBase
{
    public override async Task WatchAlerts(WatchAlertsRequest request, IServerStreamWriter<AlertEvent> events, ServerCallContext context)
    {
        await robot.EnterAsync(context, $"{request.MinSeverity}");
        await events.WriteAsync(new AlertEvent { Alert = Alert(), Lost = 2 });
    }

    public override async Task<ListAlertsResponse> ListAlerts(ListAlertsRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context);
        return new ListAlertsResponse { Alerts = { Alert() } };
    }

    public override async Task<Alert> AcknowledgeAlert(AcknowledgeAlertRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, $"{request.AlertId} {request.Comment}");
        var alert = Alert();
        alert.AcknowledgedAt = FakeRobot.Noon;
        alert.AcknowledgedBy = "anna";
        alert.Comment = request.Comment;
        return alert;
    }

    public override async Task<Alert> ResolveAlert(ResolveAlertRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, $"{request.AlertId} {request.Comment}");
        var alert = Alert();
        alert.ResolvedAt = FakeRobot.Noon;
        alert.ResolvedBy = "anna";
        alert.Resolution = request.Comment;
        return alert;
    }

    public override async Task<AlertSnapshot> GetAlertSnapshot(GetAlertSnapshotRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, request.AlertId);
        return new AlertSnapshot
        {
            AlertId = request.AlertId,
            Pictures = { new AlertPicture { Camera = "front", Jpeg = Google.Protobuf.ByteString.CopyFrom(0xff, 0xd8), Width = 64, Height = 48, AgeS = 0.012 } },
        };
    }

    private static Alert Alert() => new()
    {
        AlertId = "a-1", Severity = Severity.Warning, Source = "stop", Text = "held: camera stale", RaisedAt = FakeRobot.Noon, Cause = StopCause.CameraStale, Culprit = "front",
        Failure = new FailureReading
        {
            State = FailureState.Alarm, Ratio = 1.5, Epoch = 3, Call = 7, Scores = { new FailureScore { Name = "ace", Score = 2, Windowed = 6, Threshold = 4 } },
        },
    };
}

internal sealed class FakeQuestions(FakeRobot robot) : QuestionService.QuestionServiceBase
{
    public override async Task WatchQuestions(WatchQuestionsRequest request, IServerStreamWriter<QuestionEvent> events, ServerCallContext context)
    {
        await robot.EnterAsync(context);
        await events.WriteAsync(new QuestionEvent { Question = Question() });
    }

    public override async Task<ListQuestionsResponse> ListQuestions(ListQuestionsRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context);
        return new ListQuestionsResponse { Questions = { Question() } };
    }

    public override async Task<Question> AnswerQuestion(AnswerQuestionRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, $"{request.QuestionId} {request.Choice}");
        FakeRobot.NeedLease(context);
        var question = Question();
        question.ClosedAt = FakeRobot.Noon;
        question.Answer = request.Choice;
        question.AnsweredBy = "anna";
        return question;
    }

    private static Question Question() => new()
    {
        QuestionId = "q-1",
        Text = "Is the arm clear?",
        TaskId = "task-1",
        AskedAt = FakeRobot.Noon,
        Choices = { new Choice { Id = "yes", Text = "It is clear" }, new Choice { Id = "no", Text = "End the task" } },
    };
}

internal sealed class FakePolicies(FakeRobot robot) : PolicyService.PolicyServiceBase
{
    public override async Task<ListPoliciesResponse> ListPolicies(ListPoliciesRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context);
        return new ListPoliciesResponse { Policies = { Policy("pick_place_act"), Policy("broken") } };
    }

    public override async Task<Policy> GetPolicy(GetPolicyRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, request.Name);
        return Policy(request.Name);
    }

    public override async Task LoadPolicy(LoadPolicyRequest request, IServerStreamWriter<LoadPolicyProgress> progress, ServerCallContext context)
    {
        await robot.EnterAsync(context, request.Name);
        FakeRobot.NeedLease(context);
        await progress.WriteAsync(new LoadPolicyProgress { Stage = "reading", Fraction = 0.1 });
        await progress.WriteAsync(new LoadPolicyProgress { Stage = "creating session", Fraction = 0.5, Warning = "no GPU: running on the CPU" });
        await progress.WriteAsync(new LoadPolicyProgress { Stage = "ready", Fraction = 1, Policy = Policy(request.Name) });
    }

    public override async Task<Policy> UnloadPolicy(UnloadPolicyRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, request.Name);
        FakeRobot.NeedLease(context);
        return Policy(request.Name);
    }

    private static Policy Policy(string name)
    {
        var policy = new Policy
        {
            Name = name, Title = "Pick and place", State = PolicyState.Loaded, Horizon = 50, ActionIntervalS = 0.02, Executor = "receding", Goals = { GoalKind.Text }, SizeBytes = 12_300_000, Device = "cpu",
        };
        if (name == "broken")
        {
            policy.State = PolicyState.Invalid;
            policy.Problems.Add("manifest.json: version: expected 1.x, actual 2.0");
        }

        return policy;
    }
}

internal sealed class FakeSafety(FakeRobot robot) : SafetyService.SafetyServiceBase
{
    public override async Task<SafetyState> RequestStop(RequestStopRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, $"{request.Kind} {request.Reason}".TrimEnd());
        var mode = request.Kind switch { StopKind.Emergency => ControlMode.EmergencyStop, StopKind.Protective => ControlMode.ProtectiveStop, _ => ControlMode.Holding };
        return new SafetyState { Mode = mode, Cause = StopCause.OperatorRequest, NeedsOperator = true, ReactionS = 0.0071 };
    }

    public override async Task<SafetyState> ResetEmergencyStop(ResetEmergencyStopRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, context.RequestHeaders.GetValue("lease-id") ?? "");
        if (robot.Role != Role.Supervisor)
            FakeRobot.NeedLease(context);
        return new SafetyState { Mode = ControlMode.Idle, Standstill = true };
    }

    public override async Task Heartbeat(IAsyncStreamReader<HeartbeatRequest> requests, IServerStreamWriter<SafetyState> answers, ServerCallContext context)
    {
        await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
        {
            await robot.EnterAsync(context, request.End ? "end" : "");
            await answers.WriteAsync(new SafetyState { Mode = ControlMode.Running });
        }
    }
}

internal sealed class FakeIntervention(FakeRobot robot) : InterventionService.InterventionServiceBase
{
    public override async Task<InterventionState> TakeOver(TakeOverRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, $"{request.Source}");
        FakeRobot.NeedLease(context);
        return robot.Intervention(new HumanCommand());
    }

    public override async Task Stream(IAsyncStreamReader<HumanCommand> commands, IServerStreamWriter<InterventionState> states, ServerCallContext context)
    {
        await robot.EnterAsync(context);
        FakeRobot.NeedLease(context);
        await foreach (var command in commands.ReadAllAsync(context.CancellationToken))
        {
            robot.HumanCommands.Enqueue(command);
            await states.WriteAsync(robot.Intervention(command));
        }

        robot.Calls.Enqueue("Stream completed");
    }

    public override async Task<InterventionState> Correct(CorrectRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, $"{request.KindCase}");
        FakeRobot.NeedLease(context);
        return robot.Intervention(new HumanCommand());
    }

    public override async Task<InterventionState> Release(ReleaseRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, $"{request.Then}");
        FakeRobot.NeedLease(context);
        return robot.Intervention(new HumanCommand());
    }
}
