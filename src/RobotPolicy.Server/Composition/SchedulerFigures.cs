using RobotPolicy.Control.Loop;
using RobotPolicy.Server.Operations.Telemetry;

namespace RobotPolicy.Server.Composition;

/// <summary>Figures of the control thread's deadlines.</summary>
internal static class SchedulerFigures
{
    /// <summary>Adds them.</summary>
    public static void AddTo(MetricsCatalog metrics, TickScheduler scheduler) => metrics
        .Add("tick.lateness", "How long after its deadline a tick began.", scheduler.Lateness)
        .Add("ticks.skipped", "Deadlines for which no tick ran.", "{tick}", () => scheduler.SkippedCount)
        .Add("ticks.skipped_in_collections", "Those of them that passed while a garbage collection had stopped the control thread.", "{tick}", () => scheduler.CollectionSkippedCount)
        .Add("ticks.overruns", "Times at which at least one deadline was skipped.", "{overrun}", () => scheduler.OverrunCount);
}
