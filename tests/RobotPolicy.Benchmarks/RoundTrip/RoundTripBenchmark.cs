using RobotPolicy.Benchmarks.Reporting;

namespace RobotPolicy.Benchmarks.RoundTrip;

/// <summary>Command round trip between two processes against ddsperf, in alternating rounds.</summary>
internal static class RoundTripBenchmark
{
    private const double MedianBar = 1.1;
    private const double TailBar = 1.3;

    public static BenchmarkRow[] Run(string name, int core, int rounds, int seconds, uint domain, Action<string> progress)
    {
        var configuration = LoopbackConfiguration.Save();
        try
        {
            List<(double Median, double P99)> ours = [], reference = [];
            for (var round = 0; round < rounds; round++)
            {
                progress($"{name} {round + 1}/{rounds}");
                ours.Add(PingPong.RoundTripMicroseconds(domain, seconds, core));
                reference.Add(DdsPerf.RoundTripMicroseconds(domain + 1, configuration, seconds, core));
            }

            return
            [
                new BenchmarkRow($"{name} p50", "µs", [.. ours.Select(round => round.Median)], [.. reference.Select(round => round.Median)], "ddsperf", MedianBar),
                new BenchmarkRow($"{name} p99", "µs", [.. ours.Select(round => round.P99)], [.. reference.Select(round => round.P99)], "ddsperf", TailBar),
            ];
        }
        finally
        {
            File.Delete(configuration);
        }
    }
}
