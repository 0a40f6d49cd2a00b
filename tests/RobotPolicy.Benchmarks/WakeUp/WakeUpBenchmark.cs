using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Control.Loop;
using RobotPolicy.Server.Hosting;

namespace RobotPolicy.Benchmarks.WakeUp;

/// <summary>Punctuality of the control thread's wake-ups against cyclictest, in alternating rounds at the same rate and priority.</summary>
internal static class WakeUpBenchmark
{
    private const int RateHz = 1000;
    private const int Priority = 80;
    private const double Quantile = 0.999;

    /// <summary>ARCHITECTURE.md's bar.</summary>
    private const double Bar = 1.2;

    public static BenchmarkRow Run(int rounds, int seconds, Action<string> progress)
    {
        List<double> ours = [], reference = [];
        for (var round = 0; round < rounds; round++)
        {
            progress($"wake-up {round + 1}/{rounds}");
            ours.Add(LatenessMicroseconds(seconds * RateHz));
            reference.Add(CyclicTest.LatenessMicroseconds(1_000_000 / RateHz, seconds * RateHz, Priority, Quantile));
        }

        return new BenchmarkRow($"tick wake-up p99.9 at {RateHz} Hz", "µs", ours, reference, "cyclictest", Bar);
    }

    private static double LatenessMicroseconds(int ticks)
    {
        var scheduler = new TickScheduler(new MonotonicTickClock(TimeProvider.System), RateHz);
        var thread = new Thread(() =>
        {
            RealTimeThread.Apply(new RealTimeOptions { Priority = Priority });
            for (var tick = 0; tick < ticks; tick++)
                scheduler.WaitForNext();
        });
        thread.Start();
        thread.Join();
        return scheduler.Lateness.Read().P999Ns / 1e3;
    }
}
