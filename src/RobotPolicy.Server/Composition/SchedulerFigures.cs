using RobotPolicy.Control.Timing;
using RobotPolicy.Server.Operations.Telemetry;

namespace RobotPolicy.Server.Composition;

/// <summary>Figures of the control thread's deadlines.</summary>
internal static class SchedulerFigures
{
    /// <summary>Adds them.</summary>
    /// <param name="metrics">Where.</param>
    /// <param name="scheduler">The deadlines.</param>
    /// <param name="longTicks">Ticks that were too long.</param>
    /// <param name="collections">How long the collections between ticks took.</param>
    public static void AddTo(MetricsCatalog metrics, TickScheduler scheduler, LongTicks longTicks, LatencyHistogram collections) => metrics
        .Add("tick.collection", "How long a garbage collection took that the control thread made between two ticks.", collections)
        .Add("tick.lateness", "How long after its deadline a tick began.", scheduler.Lateness)
        .Add("ticks.skipped", "Deadlines for which no tick ran.", "{tick}", () => scheduler.SkippedCount)
        .Add("ticks.skipped_in_collections", "Those of them that passed while a garbage collection had stopped the control thread.", "{tick}", () => scheduler.CollectionSkippedCount)
        .Add("ticks.long", "Ticks that took longer than their period.", "{tick}", () => longTicks.Count)
        .Add("ticks.long_waited", "Those of them in which the control thread waited for something.", "{tick}", () => longTicks.WaitedCount)
        .Add("ticks.long_preempted", "Those of them in which the machine took the processor away from the control thread, which itself computed for less and waited for nothing.", "{tick}", () => longTicks.PreemptedCount)
        .Add("ticks.overruns", "Times at which at least one deadline was skipped.", "{overrun}", () => scheduler.OverrunCount);
}
