using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RobotPolicy.Api.V1;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Cli;

internal sealed class FakeSessions(FakeRobot robot) : SessionService.SessionServiceBase
{
    public override async Task<WhoAmIResponse> WhoAmI(WhoAmIRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context);
        return new WhoAmIResponse { Subject = "anna", Role = robot.Role, Method = "token" };
    }

    public override async Task<Lease> AcquireLease(AcquireLeaseRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, request.TakeOver ? "take_over" : "");
        return Held();
    }

    public override async Task<Lease> RetainLease(RetainLeaseRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, request.LeaseId);
        return Held();
    }

    public override async Task Heartbeat(IAsyncStreamReader<RetainLeaseRequest> requests, IServerStreamWriter<Lease> answers, ServerCallContext context)
    {
        var beats = 0;
        await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
        {
            await robot.EnterAsync(context, request.LeaseId);
            var lost = ++beats == robot.LoseLeaseAtBeat;
            await answers.WriteAsync(lost
                ? new Lease { Held = true, Subject = "boris", Client = "robotctl@bench-2", Role = Role.Supervisor, LastChange = "taken over" }
                : Held());
        }
    }

    public override async Task<ReleaseLeaseResponse> ReleaseLease(ReleaseLeaseRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context, request.KeepRunning ? "keep_running" : "");
        return new ReleaseLeaseResponse();
    }

    public override async Task<Lease> GetLease(GetLeaseRequest request, ServerCallContext context)
    {
        await robot.EnterAsync(context);
        var lease = Held();
        lease.LeaseId = "";
        return lease;
    }

    public override async Task WatchLease(WatchLeaseRequest request, IServerStreamWriter<Lease> leases, ServerCallContext context)
    {
        await robot.EnterAsync(context);
        await leases.WriteAsync(new Lease { LastChange = "released", Revision = 1 });
        await leases.WriteAsync(Held());
    }

    private static Lease Held() => new()
    {
        LeaseId = FakeRobot.LeaseId,
        Held = true,
        Subject = "anna",
        Role = Role.Operator,
        Client = "robotctl@bench-1",
        AcquiredAt = FakeRobot.Noon,
        Timeout = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(300)),
        Revision = 2,
    };
}
