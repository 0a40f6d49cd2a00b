using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using RobotPolicy.Api.V1;
using RobotPolicy.Campaigns.Watching;
using RobotPolicy.IntegrationTests.CycloneDds;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>The shipped package and its calibration before a scene that it was never trained on, in processes of their own.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class FailurePredictionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task CameraBlocked_WithHold_IsHeldWithAnAlertAndPictures_AndAHumanMayTakeOver()
    {
        using var stop = new CancellationTokenSource(Limit);
        var domain = TestDomain.Claim();
        var endpoint = $"127.0.0.1:{FreePort()}";
        using var simulator = ProgramProcess.StartSimulator(domain, 1000, "--perturb", "camera_blocked:1:3");
        using var process = ProgramProcess.StartService("run", domain, "--listen", endpoint, "--lease-timeout", "20");
        using var service = new ServiceClient($"http://{endpoint}", TimeProvider.System);
        await service.WaitAsync(state => state.Mode == ControlMode.Idle && state.BlockedBy == 0, "a robot that may start", stop.Token);
        await using var lease = await LeaseKeeper.AcquireAsync(service, "test", stop.Token);
        using var channel = GrpcChannel.ForAddress($"http://{endpoint}");
        var alerts = new AlertService.AlertServiceClient(channel);
        using var watch = alerts.WatchAlerts(new WatchAlertsRequest(), cancellationToken: stop.Token);
        var task = await service.Tasks.StartTaskAsync(
            new StartTaskRequest { OnFailure = new FailureResponse { OnAlarm = AlarmResponse.Hold } }, lease.Headers, cancellationToken: stop.Token);

        Alert alert;
        do
        {
            Assert.True(await watch.ResponseStream.MoveNext(stop.Token), process.Describe("ended its alerts"));
            alert = watch.ResponseStream.Current.Alert;
        }
        while (alert.Failure is not { State: FailureState.Alarm } || !alert.HasSnapshot);

        // The package's rule is "and": every score is above its threshold.
        Assert.Equal(("monitor", task.TaskId, "pick_place_act", StopCause.FailurePredicted), (alert.Source, alert.TaskId, alert.Policy, alert.Cause));
        Assert.True(alert.Epoch > 0 && alert.Failure.Epoch > 0, "an alarm of no epoch");
        Assert.True(alert.Failure.Ratio > 1, $"an alarm at {alert.Failure.Ratio} of the threshold");
        Assert.NotEmpty(alert.Failure.Scores);
        Assert.All(alert.Failure.Scores, score => Assert.True(score.Windowed > score.Threshold, $"{score.Name}: {score.Windowed} of {score.Threshold}"));
        Assert.True(double.IsFinite(alert.Failure.LeadS) && alert.Failure.LeadS >= 0, $"a lead of {alert.Failure.LeadS} s");
        var snapshot = await alerts.GetAlertSnapshotAsync(new GetAlertSnapshotRequest { AlertId = alert.AlertId }, cancellationToken: stop.Token);
        Assert.NotEmpty(snapshot.Pictures);
        Assert.All(snapshot.Pictures, picture => Assert.Equal([0xFF, 0xD8], picture.Jpeg.Span[..2].ToArray()));

        var held = await service.WaitAsync(state => state.Mode == ControlMode.Holding && state.Cause == StopCause.FailurePredicted, "the hold", stop.Token);
        Assert.True(held.Epoch > alert.Failure.Epoch, "a hold within the epoch of the alarm");
        var human = await service.Intervention.TakeOverAsync(new TakeOverRequest { Source = HumanSource.Stream }, lease.Headers, cancellationToken: stop.Token);
        Assert.Equal(ControlMode.Human, human.Mode);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
