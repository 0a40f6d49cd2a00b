using System.Text.Json.Nodes;
using RobotPolicy.Benchmarks.PolicyCall;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Benchmarks.RoundTrip;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Benchmarks.Service;

/// <summary>
/// From a joint state's publication to the arrival of the first command that its inference decided, without the model's own run: service and
/// robot are processes of their own, two raw 640×480 cameras, ticks at 1000 Hz, joints at nearly that, a shipped ACT package that infers without a
/// pause. The service's recording tells which joint state an inference saw and which tick used its chunk first; the robot's clock tells
/// when either left and arrived. Beside it: two hops of <c>ddsperf</c> and a copy of two pictures, which is what no path can save.
/// </summary>
/// <remarks>
/// A joint state waits for the inference that sees it, and an answer for its tick, up to a millisecond each: a row of its own leaves these
/// two waits out. The joints' rate is not the ticks', so that no round measures one constant phase between the two.
/// </remarks>
internal static class LatencyBenchmark
{
    private const string Package = "pick_place_act";
    private const int RateHz = 1000;
    private const int JointHz = 970;
    private const double BarMicroseconds = 2000;
    private const int SettleSeconds = 2;
    private const int CopyBytes = 2 * 640 * 480 * 3;

    public static BenchmarkRow[] Run(int rounds, int seconds, uint domain, Action<string> progress)
    {
        var setup = CampaignSetup.Find();
        var configuration = LoopbackConfiguration.Save();
        var package = CopyPackage(setup);
        try
        {
            List<double> medians = [], tails = [], works = [], hopMedians = [], hopTails = [];
            for (var round = 0; round < rounds; round++)
            {
                progress($"observation to command {round + 1}/{rounds}");
                var latencies = Measure(setup, package, seconds);
                double[] all = [.. latencies.Select(latency => latency.All)];
                medians.Add(Statistics.Median(all));
                tails.Add(Statistics.Percentile(all, 0.99));
                works.Add(Statistics.Percentile([.. latencies.Select(latency => latency.Work)], 0.99));
                var hops = DdsPerf.RoundTripMicroseconds(domain, configuration, seconds, -1);
                var copy = CopyMicroseconds();
                hopMedians.Add(hops.Median + copy.Median);
                hopTails.Add(hops.P99 + copy.P99);
            }

            return
            [
                new BenchmarkRow("observation → command − model, p50", "µs", medians, hopMedians, "two ddsperf hops + memcpy", double.PositiveInfinity),
                new BenchmarkRow("observation → command − model, p99", "µs", tails, hopTails, "two ddsperf hops + memcpy", double.PositiveInfinity),
                new BenchmarkRow("of it without waiting for deadlines, p99", "µs", works, hopTails, "two ddsperf hops + memcpy", double.PositiveInfinity),
                new BenchmarkRow("observation → command − model, p99, all", "µs", tails, [.. tails.Select(_ => BarMicroseconds)], "allowed", 1),
            ];
        }
        finally
        {
            File.Delete(configuration);
            Directory.Delete(package, recursive: true);
        }
    }

    /// <summary>The shipped package with an executor that asks for the next chunk at once, and without a monitor.</summary>
    private static string CopyPackage(CampaignSetup setup) => PackageCopy.Make(Path.Combine(setup.Policies, Package), own =>
    {
        own.Remove("failure");
        own["executor"] = new JsonObject { ["type"] = "asynchronous", ["request_share"] = 1.0 };
    });

    private static (double All, double Work)[] Measure(CampaignSetup setup, string package, int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("robotpolicy-bench-").FullName;
        try
        {
            using var robot = new RobotStandIn(setup.Hardware, setup.Domain, JointHz).Start();
            using (var service = ServiceProcess.Start(
                setup, setup.Hardware, "--rate", $"{RateHz}", "--policy", package, "--task", "be measured", "--record", folder, "--record-reserve-mb", "512"))
            {
                service.WaitFor("Task started");
                Thread.Sleep(TimeSpan.FromSeconds(SettleSeconds + seconds));
            }

            var latencies = Read(Directory.GetDirectories(folder).Single(), robot);
            return latencies.Length >= seconds ? latencies : throw new InvalidOperationException($"Only {latencies.Length} inferences came to a command.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (double All, double Work)[] Read(string bag, RobotStandIn robot)
    {
        using var log = new LogStream(bag, []);
        var inferences = new Dictionary<long, LoggedInference>();
        var latencies = new List<(double All, double Work)>();
        long newest = 0, beganNs = 0;
        while (log.TryTakeTick(out var tick, SecondNs))
        {
            while (log.Inferences.TryDequeue(out var inference))
                inferences[inference.Request.Id] = inference;
            ref readonly var record = ref tick.Record;
            beganNs = beganNs == 0 && record.Schedule.ChunkId > 0 ? record.TimeNs : beganNs;
            if (record.Schedule.ChunkId <= newest)
                continue;
            newest = record.Schedule.ChunkId;

            // The first seconds are those in which code is compiled.
            if (record.TimeNs < beganNs + (SettleSeconds * SecondNs) || !inferences.TryGetValue(newest, out var used))
                continue;
            if (robot.Published.LastUntil(used.SeenJointsNs) is { } publishedNs && robot.Commanded.FirstAfter(record.TimeNs) is { } arrivedNs)
                latencies.Add((
                    (arrivedNs - publishedNs - used.ModelNs) / 1e3,
                    (used.EndNs - used.StartNs - used.ModelNs + arrivedNs - record.TimeNs) / 1e3));
        }

        return [.. latencies];
    }

    private static (double Median, double P99) CopyMicroseconds()
    {
        const int copies = 300;
        byte[] from = new byte[CopyBytes], to = new byte[CopyBytes];
        new Random(1).NextBytes(from);
        var durations = new double[copies];
        for (var i = -10; i < copies; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            from.CopyTo(to, 0);
            if (i >= 0)
                durations[i] = TimeProvider.System.GetElapsedTime(start).TotalMicroseconds;
        }

        return (Statistics.Median(durations), Statistics.Percentile(durations, 0.99));
    }

    private const long SecondNs = 1_000_000_000;
}
