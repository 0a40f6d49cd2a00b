using System.Diagnostics;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.Operations.Telemetry;
using RobotPolicy.Server.Telemetry;

namespace RobotPolicy.Server.Composition;

/// <summary>Figures of the process itself: what the service costs the machine that it runs on.</summary>
internal static class ProcessFigures
{
    private const double BytesPerMegabyte = 1 << 20;

    /// <summary>Adds them.</summary>
    public static void AddTo(MetricsCatalog metrics, RobotRuntime runtime)
    {
        double Share(string thread)
        {
            var elapsed = runtime.ReadStatus().TickIndex * (runtime.Scheduler.PeriodNs / 1e9);
            return ThreadCpu.ReadSeconds(thread) is { } seconds && elapsed > 0 ? 100 * seconds / elapsed : 0;
        }

        metrics.Add("process.control_thread_percent", "Part of a core that the control thread uses, in percent.", () => Share(ControlThread.ThreadName));
        metrics.Add("process.inference_thread_percent", "Part of a core that the inference thread uses, in percent.", () => Share("inference"));
        metrics.Add("process.recorder_s", "Seconds of processor time that the recorder's thread has used.", () => ThreadCpu.ReadSeconds("recorder") ?? 0);
        metrics.Add("process.resident_mb", "Resident memory in megabytes.", ResidentMegabytes);
        metrics.Add("process.allocated_mb", "Megabytes allocated on the managed heap so far.", () => GC.GetTotalAllocatedBytes() / BytesPerMegabyte);
        metrics.Add("process.gc_pause_s", "Seconds for which garbage collections have stopped all managed threads, the control thread too.", () => GC.GetTotalPauseDuration().TotalSeconds);
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            var counted = generation;
            metrics.Add($"process.collections_gen{counted}", $"Garbage collections of generation {counted}.", () => GC.CollectionCount(counted));
        }
    }

    private static double ResidentMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / BytesPerMegabyte;
    }
}
