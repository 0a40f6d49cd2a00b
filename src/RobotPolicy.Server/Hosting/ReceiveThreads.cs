using RobotPolicy.Ros.CycloneDds;

namespace RobotPolicy.Server.Hosting;

/// <summary>
/// Gives the threads between socket and handler a real-time priority, as far as the machine permits, and says what they got. On a busy
/// machine joint states otherwise wait for a processor until the watchdogs hold the arm.
/// </summary>
public static class ReceiveThreads
{
    /// <summary>
    /// Applies the priority to all threads of the receive path that live now, in this process. Never throws, and may be repeated: a native
    /// thread has its name only a moment after it has started.
    /// </summary>
    /// <param name="priority">SCHED_FIFO priority, below the control thread's; 0 leaves everything as it is.</param>
    /// <returns>What was granted and what was refused; nothing where nothing was asked for.</returns>
    public static IReadOnlyList<RealTimeSetting> Apply(int priority) => priority == 0
        ? []
        : Apply(priority, ThreadScheduling.ReadAll(), thread => RealTimeThread.ApplyPriority(thread, priority));

    /// <summary>The same with the threads and the call into the system given.</summary>
    internal static IReadOnlyList<RealTimeSetting> Apply(
        int priority, IReadOnlyList<ThreadScheduling> threads, Func<int, RealTimeSetting> apply)
    {
        List<string> granted = [], refused = [];
        string? reason = null;
        foreach (var thread in threads.Where(thread => ReceivePath.ThreadNames.Contains(thread.Name)))
        {
            var setting = apply(thread.Id);
            (setting.Applied ? granted : refused).Add(thread.Name);
            reason ??= setting.Reason;
        }

        var report = new List<RealTimeSetting>(2);
        if (granted.Count > 0)
            report.Add(new RealTimeSetting(Describe(priority, granted), true, null));
        if (refused.Count > 0)
            report.Add(new RealTimeSetting(Describe(priority, refused), false, reason));
        return report;
    }

    private static string Describe(int priority, List<string> names) =>
        $"SCHED_FIFO {priority} for {string.Join(", ", names.Distinct().Order(StringComparer.Ordinal))}";
}
