using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Control.Modes;
using MonitorState = RobotPolicy.Control.Failure.FailureState;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Benchmarks.Alerts;

/// <summary>
/// From the tick that takes in an alarm of the failure monitor to the handler of a client that watches alerts, over loopback and the
/// service's own endpoint with its access check. The loop is scripted: each alarm comes in an epoch of its own, at a time that no
/// rhythm of the service foresees. Client and service share the process and its cores.
/// </summary>
internal static class AlertBenchmark
{
    /// <summary>Alarms of a round.</summary>
    private const int Alarms = 200;

    /// <summary>What an operator is promised, in milliseconds.</summary>
    private const double LimitMilliseconds = 10;

    private const int Seed = 11;

    // Longer than a poll of the books, so that one which were answered by it would be late by up to as much.
    private const int MaxPauseMilliseconds = 45;

    public static BenchmarkRow[] Run(int rounds, string folder, Action<string> progress) => RunAsync(rounds, folder, progress).GetAwaiter().GetResult();

    private static async Task<BenchmarkRow[]> RunAsync(int rounds, string folder, Action<string> progress)
    {
        await using var server = await AlertServer.StartAsync();
        var random = new Random(Seed);
        var measured = new List<double[]>();

        // The first round only warms up: code is compiled anew while it turns out to be hot.
        for (var round = -1; round < rounds; round++)
        {
            progress(round < 0 ? "alerts, warm-up" : $"alerts {round + 1}/{rounds}");
            var milliseconds = await MeasureAsync(server, random);
            if (round >= 0)
                measured.Add(milliseconds);
        }

        Save(measured, Path.Combine(folder, "alerts.json"));
        return [Row("alarm to client, p50", 0.5), Row("alarm to client, p99", 0.99)];

        BenchmarkRow Row(string name, double q) => new(
            name, "ms", [.. measured.Select(values => Statistics.Percentile(values, q))], [.. measured.Select(_ => LimitMilliseconds)], "limit", 1);
    }

    private static async Task<double[]> MeasureAsync(AlertServer server, Random random)
    {
        using var watch = new AlertService.AlertServiceClient(server.Channel).WatchAlerts(new WatchAlertsRequest());
        var arrived = new ConcurrentDictionary<long, long>();
        var received = ReceiveAsync(watch, arrived);

        // One alarm ahead shows that the client watches: it stays open until another comes.
        await server.Loop.SendAsync(LoopCommand.Retask, CancellationToken.None);
        server.Loop.Judge(MonitorState.Alarm, 1.5);
        while (arrived.IsEmpty)
            await Task.Delay(1);
        var decided = new Dictionary<long, long>();
        for (var i = 0; i < Alarms; i++)
        {
            await Task.Delay(random.Next(1, MaxPauseMilliseconds));
            await server.Loop.SendAsync(LoopCommand.Retask, CancellationToken.None);
            await Task.Delay(1);
            var before = Stopwatch.GetTimestamp();
            decided[server.Loop.Judge(MonitorState.Alarm, 1.5).Epoch] = before;
        }

        // What has not come long after the last alarm is lost, and the round fails for want of it.
        await Task.Delay(TimeSpan.FromSeconds(1));
        watch.Dispose();
        await received;
        return decided.All(alarm => arrived.ContainsKey(alarm.Key))
            ? [.. decided.Select(alarm => Stopwatch.GetElapsedTime(alarm.Value, arrived[alarm.Key]).TotalMilliseconds)]
            : throw new InvalidOperationException($"{decided.Keys.Count(epoch => !arrived.ContainsKey(epoch))} of {Alarms} alarms did not arrive.");
    }

    private static async Task ReceiveAsync(AsyncServerStreamingCall<AlertEvent> watch, ConcurrentDictionary<long, long> arrived)
    {
        try
        {
            await foreach (var change in watch.ResponseStream.ReadAllAsync())
                arrived.TryAdd(change.Alert.Epoch, Stopwatch.GetTimestamp());
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Cancelled)
        {
            // The round is over.
        }
    }

    private static void Save(List<double[]> milliseconds, string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, JsonSerializer.Serialize(new { unit = "ms", alarms = Alarms, rounds = milliseconds }));
    }
}
