using System.Globalization;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.Operations.Telemetry;
using RobotPolicy.Server.Telemetry;

namespace RobotPolicy.Server.Composition;

/// <summary>Figures of the process itself: what the service costs the machine that it runs on.</summary>
internal static class ProcessFigures
{
    private const double BytesPerMegabyte = 1 << 20;

    // Names of the semantic conventions of OpenTelemetry, where they have one.
    private static readonly MetricInstrument CpuTime = new("process.cpu.time", "s");
    private static readonly MetricInstrument Memory = new("process.memory.usage", "By", MetricKind.Gauge) { Description = "Resident memory.", Scale = BytesPerMegabyte };

    private static readonly MetricInstrument ThreadTime =
        new(MetricInstrument.Prefix + "thread.cpu.time", "s") { Description = "Processor time of the threads that matter, by name." };

    private static readonly MetricInstrument ThreadShare =
        new(MetricInstrument.Prefix + "thread.cpu.share", "%", MetricKind.Gauge) { Description = "Part of a core that a thread has used since the start, in percent." };

    private static readonly MetricInstrument Allocated =
        new(MetricInstrument.Prefix + "process.allocated", "By") { Description = "Bytes allocated on the managed heap so far.", Scale = BytesPerMegabyte };

    private static readonly MetricInstrument Heap = new(MetricInstrument.Prefix + "process.gc.committed", "By", MetricKind.Gauge)
    {
        Description = "Memory that the managed heap held after its last collection, what is free in it included.", Scale = BytesPerMegabyte,
    };

    private static readonly MetricInstrument Pause = new(MetricInstrument.Prefix + "process.gc.pause", "s");

    private static readonly MetricInstrument Collections =
        new(MetricInstrument.Prefix + "process.gc.collections", "{collection}") { Description = "Garbage collections by generation." };

    /// <summary>Adds them.</summary>
    /// <param name="metrics">Where.</param>
    /// <param name="readTicked">Reads how long the control thread has ticked, in seconds.</param>
    public static void AddTo(MetricsCatalog metrics, Func<double> readTicked)
    {
        foreach (var name in new[] { ControlThread.ThreadName, "inference", "recorder" })
        {
            var thread = new ThreadCpu(name);
            metrics.Add($"process.{name}_s", $"Seconds of processor time that the thread '{name}' has used.", ThreadTime.For("thread", name), () => thread.ReadSeconds() ?? 0);
            if (name != "recorder")
                metrics.Add($"process.{name}_thread_percent", $"Part of a core that the {name} thread uses, in percent.", ThreadShare.For("thread", name), () => Share(thread));
        }

        double Share(ThreadCpu thread)
        {
            var elapsed = readTicked();
            return thread.ReadSeconds() is { } seconds && elapsed > 0 ? 100 * seconds / elapsed : 0;
        }

        metrics.Add("process.cpu_s", "Seconds of processor time that the process has used.", CpuTime, CpuSeconds);
        metrics.Add("process.resident_mb", "Resident memory in megabytes.", Memory, ResidentMegabytes);
        metrics.Add("process.allocated_mb", "Megabytes allocated on the managed heap so far.", Allocated, () => GC.GetTotalAllocatedBytes() / BytesPerMegabyte);
        metrics.Add("process.heap_mb", "Megabytes that the managed heap held after its last collection, what is free in it included.", Heap, () => GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes / BytesPerMegabyte);
        metrics.Add("process.gc_pause_s", "Seconds for which garbage collections have stopped all managed threads, the control thread too.", Pause, () => GC.GetTotalPauseDuration().TotalSeconds);
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            var counted = generation;
            metrics.Add(
                $"process.collections_gen{counted}", $"Garbage collections of generation {counted}.",
                Collections.For("generation", counted.ToString(CultureInfo.InvariantCulture)), () => GC.CollectionCount(counted));
        }
    }

    // statm: pages of the address space, pages in memory.
    private static double ResidentMegabytes() => (ProcFile.ReadNumber("/proc/self/statm", 1) ?? 0) * Environment.SystemPageSize / BytesPerMegabyte;

    private static double CpuSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;
}
