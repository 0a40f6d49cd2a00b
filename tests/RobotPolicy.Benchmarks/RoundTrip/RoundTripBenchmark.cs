using RobotPolicy.Benchmarks.Reporting;

namespace RobotPolicy.Benchmarks.RoundTrip;

/// <summary>Command round trip between two processes against ddsperf, in alternating rounds.</summary>
internal static class RoundTripBenchmark
{
    /// <summary>ARCHITECTURE.md's bar: at most a tenth more than the native program.</summary>
    private const double Bar = 1.1;

    public static BenchmarkRow Run(string name, int core, int rounds, int seconds, uint domain, Action<string> progress)
    {
        var configuration = LoopbackConfiguration.Save();
        try
        {
            List<double> ours = [], reference = [];
            for (var round = 0; round < rounds; round++)
            {
                progress($"{name} {round + 1}/{rounds}");
                ours.Add(PingPong.MedianRoundTripMicroseconds(domain, seconds, core));
                reference.Add(DdsPerf.MedianRoundTripMicroseconds(domain + 1, configuration, seconds, core));
            }

            return new BenchmarkRow($"{name} p50", "µs", ours, reference, "ddsperf", Bar);
        }
        finally
        {
            File.Delete(configuration);
        }
    }
}
