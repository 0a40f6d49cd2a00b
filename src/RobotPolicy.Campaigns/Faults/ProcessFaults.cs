using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Campaigns.Watching;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Campaigns.Faults;

/// <summary>Processes and threads that hang, die and come back; and a crowd of clients.</summary>
internal static class ProcessFaults
{
    // ControlLoopOptions.InferenceTimeout; a chunk that ends earlier is a hold too.
    private const double InferenceSeconds = 2;
    private const double JointSeconds = 0.1 + 0.01;
    private const int Watchers = 100;
    private const int Deaf = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(3);

    /// <summary>The rows.</summary>
    public static IEnumerable<FaultCase> All()
    {
        yield return new FaultCase("inference thread hangs in a native call", InferenceSeconds, HangAsync);
        yield return new FaultCase("service stands still for 400 ms", 0, PauseAsync);
        yield return new FaultCase("robot's computer is killed and comes back", JointSeconds, KillRobotAsync);
        yield return new FaultCase("service is killed and started again", null, KillServiceAsync);
        yield return new FaultCase("100 clients watch, 10 of them never read (goes on)", null, CrowdAsync);
        yield return new FaultCase("the log's disk is full (goes on)", null, FullDiskAsync);
    }

    private static async Task<FaultOutcome> HangAsync(FaultBench bench, CancellationToken stop)
    {
        var now = bench.NowUtc;
        using var frozen = new FrozenThread(bench.ServiceProcess.Id, "inference");
        return await bench.AwaitStopAsync(now, [StopCause.InferenceDead, StopCause.ChunkLate], stop).ConfigureAwait(false);
    }

    private static async Task<FaultOutcome> PauseAsync(FaultBench bench, CancellationToken stop)
    {
        bench.ServiceProcess.Signal("STOP");
        await Task.Delay(Pause, stop).ConfigureAwait(false);
        var now = bench.NowUtc;
        bench.ServiceProcess.Signal("CONT");

        // Whatever ran out in the meantime is as good a reason as the missed deadline itself.
        return await bench.AwaitStopAsync(
            now,
            [StopCause.MissedDeadline, StopCause.JointStateStale, StopCause.CameraStale, StopCause.SessionLapsed, StopCause.StopInputSilent],
            stop).ConfigureAwait(false);
    }

    private static async Task<FaultOutcome> KillRobotAsync(FaultBench bench, CancellationToken stop)
    {
        var now = bench.NowUtc;
        bench.Simulator.Kill();
        var outcome = await bench.AwaitStopAsync(now, [StopCause.JointStateStale, StopCause.NoCommandReceiver], stop).ConfigureAwait(false);
        await bench.WaitUntilAsync(() => bench.Commands.IsStanding(5), "the commands to stand still", stop).ConfigureAwait(false);
        await bench.RestartSimulatorAsync(stop).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>Nothing may reach the robot after the start of a service until somebody starts a task.</summary>
    private static async Task<FaultOutcome> KillServiceAsync(FaultBench bench, CancellationToken stop)
    {
        bench.ServiceProcess.Kill();
        await Task.Delay(Pause, stop).ConfigureAwait(false);
        var sent = bench.Commands.Count;
        await bench.RestartServiceAsync(stop).ConfigureAwait(false);
        await Task.Delay(Watched, stop).ConfigureAwait(false);
        var more = bench.Commands.Count - sent;
        var state = await bench.Service.StateAsync(stop).ConfigureAwait(false);
        var problem = more > 0 ? $"{more} commands were sent without a task" : state.Mode != ControlMode.Idle ? $"it came up {state.Mode}" : null;
        return new FaultOutcome(problem, state.Cause, null, "silent until a task is started");
    }

    private static async Task<FaultOutcome> CrowdAsync(FaultBench bench, CancellationToken stop)
    {
        var now = bench.NowUtc;
        var clients = new List<ServiceClient>();
        var calls = new List<AsyncServerStreamingCall<RobotState>>();
        var reading = new List<Task<long>>();
        try
        {
            for (var index = 0; index < Watchers; index++)
            {
                var client = new ServiceClient(bench.Setup.Endpoint, TimeProvider.System);
                clients.Add(client);
                calls.Add(client.Telemetry.StreamState(new StreamStateRequest { RateHz = 20 }, cancellationToken: stop));
                if (index >= Deaf)
                    reading.Add(CountAsync(calls[^1]));
            }

            var outcome = await bench.AwaitNothingAsync(now, Watched, stop).ConfigureAwait(false);
            foreach (var call in calls)
                call.Dispose();
            var counts = await Task.WhenAll(reading).ConfigureAwait(false);
            return outcome with
            {
                Problem = outcome.Problem ?? (counts.Min() == 0 ? "a client that reads got nothing" : null),
                Note = $"{counts.Min()} to {counts.Max()} states to each of {counts.Length} readers",
            };
        }
        finally
        {
            foreach (var call in calls)
                call.Dispose();
            foreach (var client in clients)
                client.Dispose();
        }
    }

    private static async Task<long> CountAsync(AsyncServerStreamingCall<RobotState> call)
    {
        var count = 0L;
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None).ConfigureAwait(false))
                count++;
        }
        catch (RpcException)
        {
            // Ended by this side.
        }

        return count;
    }

    /// <summary>Both outputs of the service are a device on which every write fails.</summary>
    private static async Task<FaultOutcome> FullDiskAsync(FaultBench bench, CancellationToken stop)
    {
        await bench.RestartServiceOnFullDiskAsync(stop).ConfigureAwait(false);
        await bench.StartMotionAsync(stop).ConfigureAwait(false);
        var outcome = await bench.AwaitNothingAsync(bench.NowUtc, Watched, stop).ConfigureAwait(false);
        await bench.RestartServiceAsync(stop).ConfigureAwait(false);
        return outcome;
    }
}
