using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Control.Timing;
using RobotPolicy.Server.Hosting;

namespace RobotPolicy.Benchmarks.WakeUp;

/// <summary>
/// Punctuality of the control thread's wake-ups against cyclictest, in alternating rounds at the same rate, priority and core; on a machine
/// at rest, and while a network computes without a pause on every core, which it does beside either of the two.
/// </summary>
internal static class WakeUpBenchmark
{
    private const int RateHz = 500;
    private const int Priority = 80;
    private const double Quantile = 0.999;
    private const double RestBar = 1.2;
    private const double BusyBar = 1.5;

    public static BenchmarkRow[] Run(int rounds, int seconds, Action<string> progress)
    {
        var rest = Measure(rounds, seconds, "at rest", progress);
        using var load = new InferenceLoad(Environment.ProcessorCount);
        var busy = Measure(rounds, seconds, "beside inference", progress);
        return
        [
            new BenchmarkRow($"tick wake-up p99.9, {RateHz} Hz, at rest", "µs", rest.Ours, rest.Reference, "cyclictest", RestBar),
            new BenchmarkRow($"tick wake-up p99.9, {RateHz} Hz, inference on all cores", "µs", busy.Ours, busy.Reference, "cyclictest", BusyBar),
        ];
    }

    private static (List<double> Ours, List<double> Reference) Measure(int rounds, int seconds, string name, Action<string> progress)
    {
        // The last core: the first one serves most interrupts.
        var core = Math.Min(Environment.ProcessorCount, 64) - 1;
        List<double> ours = [], reference = [];
        for (var round = 0; round < rounds; round++)
        {
            progress($"wake-up {name} {round + 1}/{rounds}");
            ours.Add(LatenessMicroseconds(seconds * RateHz, core));
            reference.Add(CyclicTest.LatenessMicroseconds(1_000_000 / RateHz, seconds * RateHz, Priority, core, Quantile));
        }

        return (ours, reference);
    }

    private static double LatenessMicroseconds(int ticks, int core)
    {
        var scheduler = new TickScheduler(new MonotonicTickClock(TimeProvider.System), RateHz);
        var thread = new Thread(() =>
        {
            RealTimeThread.Apply(new RealTimeOptions { Priority = Priority, Core = core });
            for (var tick = 0; tick < ticks; tick++)
                scheduler.WaitForNext();
        });
        thread.Start();
        thread.Join();
        return scheduler.Lateness.Read().P999Ns / 1e3;
    }
}
