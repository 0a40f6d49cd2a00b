using System.Diagnostics;
using System.Globalization;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Composition;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.Telemetry;

namespace RobotPolicy.Server.Demo;

/// <summary>The service's figures in words, for the console.</summary>
internal static class DemoFigures
{
    /// <summary>Reads everything that the console shows.</summary>
    public static IEnumerable<(string Name, string Value)> Read(RobotRuntime runtime, IReadOnlyList<EpisodeResult> results)
    {
        var status = runtime.ReadStatus();
        var statistics = runtime.Statistics;
        yield return ("control", $"{1e9 / runtime.Scheduler.PeriodNs:F0} Hz, {status.TickIndex} ticks, {runtime.Scheduler.SkippedCount} skipped");
        yield return ("tick", Milliseconds(statistics.Tick.Read()));
        yield return ("wake-up lateness", Milliseconds(runtime.Scheduler.Lateness.Read()));
        yield return ("inference", Milliseconds(statistics.Inference.Read()));
        yield return ("  around the model", Milliseconds(statistics.AroundModel.Read()));
        yield return ("observation age", Milliseconds(statistics.ObservationAge.Read()));
        yield return ("holds", Holds(runtime));
        yield return ("missed deadlines", $"{status.MissedDeadlineCount} ticks, {statistics.GetHolds(StopCause.MissedDeadline)} holds");
        yield return ("drops", Drops(runtime, status));
        yield return ("limited ticks", $"{statistics.LimitedTickCount} of {statistics.GetTicks(CommandSource.Policy)}");
        yield return ("processor", Processor(runtime, status));
        yield return ("memory", Memory());
        if (results.Count > 0)
            yield return ("episode length", Invariant($"{results.Average(result => result.Seconds):F1} s mean"));
    }

    private static string Milliseconds(LatencySummary summary) => summary.Count == 0
        ? "none yet"
        : Invariant($"p50 {summary.P50Ns / 1e6:F2}  p99 {summary.P99Ns / 1e6:F2}  max {summary.MaxNs / 1e6:F2} ms");

    private static string Holds(RobotRuntime runtime)
    {
        var causes = Enum.GetValues<StopCause>()
            .Select(cause => (Cause: cause, Count: runtime.Statistics.GetHolds(cause)))
            .Where(hold => hold.Count > 0 && hold.Cause != StopCause.TaskEnded)
            .Select(hold => $"{hold.Cause} {hold.Count}");
        var text = string.Join(", ", causes);
        return text.Length > 0 ? text : "none";
    }

    private static string Drops(RobotRuntime runtime, LoopStatus status) =>
        $"chunks {status.DiscardedChunkCount} discarded, {runtime.Inference.SupersededCount} superseded; "
        + $"commands {status.UnsentCount} unsent; inferences {runtime.Inference.FailureCount} failed";

    private static string Processor(RobotRuntime runtime, LoopStatus status)
    {
        var elapsed = status.TickIndex * (runtime.Scheduler.PeriodNs / 1e9);
        string Share(string thread) => ThreadCpu.ReadSeconds(thread) is { } seconds && elapsed > 0
            ? Invariant($"{100 * seconds / elapsed:F1} %")
            : "unknown";
        return $"{Share(ControlThread.ThreadName)} of a core for the control thread, {Share("inference")} for inference";
    }

    private static string Memory()
    {
        using var process = Process.GetCurrentProcess();
        return Invariant(
            $"{process.WorkingSet64 / 1048576.0:F0} MB resident; collections gen0 {GC.CollectionCount(0)}, gen1 {GC.CollectionCount(1)}, gen2 {GC.CollectionCount(2)}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
