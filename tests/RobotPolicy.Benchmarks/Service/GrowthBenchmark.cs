using System.Globalization;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Benchmarks.Watching;
using RobotPolicy.Campaigns.Processes;

namespace RobotPolicy.Benchmarks.Service;

/// <summary>
/// What the service costs with more cameras (raw 640×480 at 30 Hz), more joints (states and ticks at 500 Hz) and more API clients (robot's
/// state at 50 Hz), each against the cost of the fewest times their ratio: it must grow no faster than linearly. Percent of a core over the
/// whole process, no package loaded; a plot of all steps stands beside the report.
/// </summary>
internal static class GrowthBenchmark
{
    private const int Seconds = 5;
    private const int SettleSeconds = 4;
    private const int ClientHz = 50;
    private const int RateHz = 500;

    public static BenchmarkRow[] Run(int rounds, string folder, Action<string> progress)
    {
        (string Name, int[] Steps, Func<int, double> Measure)[] dimensions =
        [
            ("cameras", [1, 2, 4, 8], Cameras),
            ("joints", [7, 14, 28, 50], Joints),
            ("API clients", [1, 5, 10, 20], Clients),
        ];
        var chart = new SvgChart();
        var rows = new List<BenchmarkRow>();
        foreach (var (name, steps, measure) in dimensions)
        {
            var costs = steps.Select(_ => new List<double>()).ToArray();
            for (var round = 0; round < rounds; round++)
                for (var i = 0; i < steps.Length; i++)
                {
                    progress($"growth, {steps[i]} {name} {round + 1}/{rounds}");
                    costs[i].Add(measure(steps[i]));
                }

            var (first, last) = (steps[0], steps[^1]);
            rows.Add(new BenchmarkRow(
                $"growth {first} → {last} {name}",
                "% of a core",
                costs[^1],
                [.. costs[0].Select(cost => cost * last / first)],
                string.Create(CultureInfo.InvariantCulture, $"{(double)last / first:0.#} × the cost of {first}"), 1));
            chart.Panel(name, name, "% of a core",
            [
                ("measured", [.. steps.Select((step, i) => ((double)step, Statistics.Median(costs[i])))]),
                ("linear", [.. steps.Select(step => ((double)step, Statistics.Median(costs[0]) * step / first))]),
            ]);
        }

        chart.Save(Path.Combine(folder, "growth.svg"));
        return [.. rows];
    }

    private static double Cameras(int count) => Measure(7, count, clients: 0);

    private static double Joints(int count) => Measure(count, cameras: 0, clients: 0);

    private static double Clients(int count) => Measure(7, cameras: 0, count);

    private static double Measure(int joints, int cameras, int clients)
    {
        var setup = CampaignSetup.Find();
        using var profile = new GeneratedProfile(joints, cameras);
        using var robot = new RobotStandIn(profile.File, setup.Domain, RateHz).Start();
        using var service = ServiceProcess.Start(setup, profile.File, "--rate", RateHz.ToString(CultureInfo.InvariantCulture));
        service.WaitFor("Ready:");
        using var watchers = clients == 0 ? null : StateWatchers.Start(setup.Endpoint, clients, ClientHz, SettleSeconds + Seconds);
        Thread.Sleep(TimeSpan.FromSeconds(SettleSeconds));
        return service.CorePercent(TimeSpan.FromSeconds(Seconds));
    }
}
