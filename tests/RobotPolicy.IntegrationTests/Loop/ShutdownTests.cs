using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using RobotPolicy.Api.V1;
using RobotPolicy.IntegrationTests.CycloneDds;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Loop;

[Collection(NativeWireCollection.Name)]
public sealed class ShutdownTests
{
    // The service's own limits on a shutdown add up to less.
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Sigterm_WhileTheArmMoves_DeceleratesHoldsAndEndsWithZero()
    {
        var domain = TestDomain.Claim();
        using var simulator = ProgramProcess.StartSimulator(domain, seed: 31);
        using var watcher = new RobotWatcher(domain, Checkout.ReadRobot());
        using var service = ProgramProcess.StartService("run", domain, "--task", "pick up the cube");
        watcher.WaitUntilMoving(() => service.Describe("does not move the arm"));
        var moving = watcher.CommandCount;

        service.Terminate();
        var exitCode = service.WaitForExit(ShutdownPatience);

        Assert.True(exitCode == 0, service.Describe($"ended with {exitCode}"));
        Wait.Until(() => watcher.CommanderCount == 0, () => "The service has not left the graph");
        var commands = watcher.Commands;
        Assert.True(commands.Length > moving, "no command after the signal");

        // The arm moved when the signal came, came to rest within its limits, and was told several times where to stay.
        Assert.True(watcher.IsStanding(3), "The last commands are not a hold.");
        Assert.InRange(MotionLimits.AssertKept(commands, watcher.Robot, 0.01), 0, commands.Length / 100);
        Wait.Until(
            () => watcher.Measured is { } measured && RobotWatcher.Distance(measured, commands[^1].Positions) < 0.05,
            () => "The arm is not where it was told to stay");
        Assert.Equal(commands.Length, watcher.CommandCount);
    }

    [Fact]
    public void Sigint_Idle_EndsWithZeroAndCommandsNothing()
    {
        var domain = TestDomain.Claim();
        using var watcher = new RobotWatcher(domain, Checkout.ReadRobot());
        using var service = ProgramProcess.StartService("run", domain, "--task", "pick up the cube");

        // Without a robot the task waits, and says what for.
        Wait.Until(
            () => service.Errors.Any(line => line.EndsWith("Not ready to start: JointStateMissing ", StringComparison.Ordinal)),
            () => service.Describe("does not say what it waits for"));
        service.Interrupt();

        Assert.Equal(0, service.WaitForExit(ShutdownPatience));
        Assert.Equal(0, watcher.CommandCount);
    }

    [Fact]
    public async Task Sigterm_WithAnOpenStream_TellsTheClientAndDoesNotWaitForIt()
    {
        var port = FreePort();
        using var service = ProgramProcess.StartService("run", TestDomain.Claim(), "--listen", $"127.0.0.1:{port}");
        Wait.Until(
            () => service.Errors.Any(line => line.Contains("API at", StringComparison.Ordinal)), () => service.Describe("does not listen"));
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        using var call = new TelemetryService.TelemetryServiceClient(channel).StreamState(new StreamStateRequest { RateHz = 50 });
        Assert.True(await call.ResponseStream.MoveNext());

        service.Terminate();
        var end = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext())
            {
            }
        });

        Assert.Equal((StatusCode.Unavailable, "The service is shutting down."), (end.StatusCode, end.Status.Detail));
        Assert.Equal(0, service.WaitForExit(ShutdownPatience));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
