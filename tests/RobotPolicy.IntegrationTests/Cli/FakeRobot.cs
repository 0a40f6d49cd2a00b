using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RobotPolicy.Api.V1;
using RobotPolicy.IntegrationTests.Grpc;
using RobotTask = RobotPolicy.Api.V1.Task;

namespace RobotPolicy.IntegrationTests.Cli;

/// <summary>What the fake services answer, and what they were asked. Every answer is canned; the lease is real enough to be lost.</summary>
internal sealed class FakeRobot
{
    public const string LeaseId = "lease-7";

    public static readonly Timestamp Noon = Timestamp.FromDateTime(new DateTime(2026, 1, 2, 12, 0, 0, DateTimeKind.Utc));

    /// <summary>Names of the methods that were called, with what matters of the request.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Commands of the human's streams.</summary>
    public ConcurrentQueue<HumanCommand> HumanCommands { get; } = new();

    /// <summary>Token to ask for; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>Time before every unary answer.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Somebody takes the lease at this heartbeat; 0 for never.</summary>
    public int LoseLeaseAtBeat { get; init; }

    /// <summary>How the followed task goes on after its first event.</summary>
    public IReadOnlyList<TaskState> TaskStates { get; init; } = [TaskState.Ended];

    /// <summary>Whether the followed task goes on for ever after its events.</summary>
    public bool TaskNeverEnds { get; init; }

    /// <summary>Thrown by StartTask; null for none.</summary>
    public RpcException? StartFailure { get; init; }

    /// <summary>Mode in which commands of a human leave the robot.</summary>
    public ControlMode ModeOfHuman { get; init; } = ControlMode.Human;

    public Role Role { get; init; } = Role.Operator;

    public static Task<GrpcTestServer> ServeAsync(FakeRobot robot, System.Security.Cryptography.X509Certificates.X509Certificate2? certificate = null) =>
        GrpcTestServer.StartAsync(
            certificate: certificate,
            services: services => services.AddSingleton(robot),
            map: application =>
            {
                application.MapGrpcService<FakeAlerts>();
                application.MapGrpcService<FakeIntervention>();
                application.MapGrpcService<FakeLogs>();
                application.MapGrpcService<FakePolicies>();
                application.MapGrpcService<FakeQuestions>();
                application.MapGrpcService<FakeSafety>();
                application.MapGrpcService<FakeSessions>();
                application.MapGrpcService<FakeTasks>();
                application.MapGrpcService<FakeTelemetry>();
            });

    /// <summary>Notes a call, and refuses who shows no token.</summary>
    public async System.Threading.Tasks.Task EnterAsync(ServerCallContext context, string what = "")
    {
        var method = context.Method[(context.Method.LastIndexOf('/') + 1)..];
        Calls.Enqueue(what.Length > 0 ? $"{method} {what}" : method);
        if (Token is not null && context.RequestHeaders.GetValue("authorization") != $"Bearer {Token}")
            throw new RpcException(new Status(StatusCode.Unauthenticated, "unknown token"));
        if (Delay > TimeSpan.Zero)
            await System.Threading.Tasks.Task.Delay(Delay, context.CancellationToken);
    }

    /// <summary>Refuses who shows no lease.</summary>
    public static void NeedLease(ServerCallContext context)
    {
        if (context.RequestHeaders.GetValue("lease-id") != LeaseId)
            throw new RpcException(new Status(StatusCode.PermissionDenied, "this needs the lease"));
    }

    public static RobotTask TaskIn(TaskState state) => new()
    {
        TaskId = "task-1",
        Policy = "pick_place_act",
        Goal = new Goal { Text = "pick up the cube" },
        State = state,
        Cause = state == TaskState.Failed ? StopCause.NonFiniteAction : state == TaskState.Paused ? StopCause.OperatorPause : StopCause.None,
        StartedAt = Noon,
        ExecutedS = 1.5,
        Progress = 0.4,
        StartedBy = "anna",
    };

    public InterventionState Intervention(HumanCommand command) => new()
    {
        Mode = ModeOfHuman,
        Source = CommandSource.Human,
        Accepted = command.Sequence,
        ExecutedSequence = command.Sequence,
        SilenceTimeout = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(200)),
        Command = { command.Target is { Positions.Count: 2 } target ? target.Positions : [0.5, 0.1] },
    };
}
