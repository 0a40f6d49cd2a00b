using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Campaigns.Processes;

namespace RobotPolicy.Benchmarks.Service;

/// <summary>What the service costs before a package is loaded: no robot on the graph, 100 Hz, API open, nobody connected.</summary>
internal static class IdleBenchmark
{
    private const double CoreBar = 2;
    private const double MemoryBar = 150;

    // Code that turned out to be hot is compiled anew for half a minute.
    private const int SettleSeconds = 35;

    public static BenchmarkRow[] Run(int rounds, int seconds, Action<string> progress)
    {
        var setup = CampaignSetup.Find();
        List<double> core = [], memory = [];
        using var service = ServiceProcess.Start(setup, setup.Hardware);
        service.WaitFor("Ready:");
        Thread.Sleep(TimeSpan.FromSeconds(SettleSeconds));
        for (var round = 0; round < rounds; round++)
        {
            progress($"idle {round + 1}/{rounds}");
            core.Add(service.CorePercent(TimeSpan.FromSeconds(seconds)));
            memory.Add(service.ResidentMegabytes);
        }

        return
        [
            new BenchmarkRow("idle service, processor", "% of a core", core, [.. core.Select(_ => CoreBar)], "allowed", 1),
            new BenchmarkRow("idle service, resident memory", "MB", memory, [.. memory.Select(_ => MemoryBar)], "allowed", 1),
        ];
    }
}
