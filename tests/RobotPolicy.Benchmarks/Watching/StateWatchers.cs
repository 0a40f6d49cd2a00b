using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using RobotPolicy.Api.V1;
using RobotPolicy.Benchmarks.Reporting;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Benchmarks.Watching;

/// <summary>Clients that stream the robot's state, each over a connection of its own, in a process that yields to the service.</summary>
internal static class StateWatchers
{
    /// <summary>Niceness of the process: what is measured is what the service spends, not what its clients do.</summary>
    public const int Niceness = 10;

    /// <summary>Starts them in a process of their own, which ends by itself and prints how many states it received.</summary>
    public static ReferenceProcess Start(string endpoint, int clients, double rateHz, int seconds) => ReferenceProcess.Start(
        "nice",
        [
            "-n", Text(Niceness), Environment.ProcessPath!, "watch",
            "--endpoint", endpoint, "--clients", Text(clients), "--rate", rateHz.ToString(CultureInfo.InvariantCulture), "--seconds", Text(seconds),
        ]);

    /// <summary>Streams, and returns how many states arrived at all clients together.</summary>
    public static async Task<long> RunAsync(string endpoint, int clients, double rateHz, int seconds)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var counts = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => WatchAsync(endpoint, rateHz, stop.Token)));
        return counts.Sum();
    }

    private static async Task<long> WatchAsync(string endpoint, double rateHz, CancellationToken stop)
    {
        using var channel = GrpcChannel.ForAddress(endpoint);
        using var call = new TelemetryService.TelemetryServiceClient(channel).StreamState(
            new StreamStateRequest { RateHz = rateHz }, cancellationToken: stop);
        var count = 0L;
        try
        {
            while (await call.ResponseStream.MoveNext(stop))
                count++;
        }
        catch (Exception exception) when (stop.IsCancellationRequested && exception is RpcException or OperationCanceledException)
        {
            // The time is over.
        }

        return count;
    }

    /// <summary>A number as an argument.</summary>
    public static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
