using System.Runtime.InteropServices;
using RobotPolicy.Server.Hosting.Interop;

namespace RobotPolicy.Server.Hosting;

/// <summary>Gives the calling thread what a control thread needs, as far as the machine permits, and says what it got.</summary>
public static class RealTimeThread
{
    /// <summary>
    /// Applies the options to the calling thread (and, for memory locking, to the process). Never throws: a service without
    /// real-time rights runs, less punctually, and says so.
    /// </summary>
    public static IReadOnlyList<RealTimeSetting> Apply(RealTimeOptions options)
    {
        var report = new List<RealTimeSetting>(3);
        if (options.LockMemory)
        {
            // Pages are locked as they are touched: nothing that the tick has used once is ever paged out, and the
            // runtime's large reservations stay unpopulated.
            const int flags = LinuxScheduling.MCL_CURRENT | LinuxScheduling.MCL_FUTURE | LinuxScheduling.MCL_ONFAULT;
            report.Add(Report("mlockall", LinuxScheduling.mlockall(flags), "ulimit -l unlimited (systemd: LimitMEMLOCK=infinity)"));
        }

        if (options.Core >= 0)
        {
            report.Add(Report(
                $"core {options.Core} for the control thread",
                LinuxScheduling.SetAffinity(0, new CoreSet(options.Core)),
                $"taskset -c, docker --cpuset-cpus or systemd AllowedCPUs= with core {options.Core} among them"));
        }

        if (options.Priority > 0)
        {
            report.Add(ApplyPriority(0, options.Priority));
        }

        return report;
    }

    /// <summary>
    /// Gives a thread of this process a SCHED_FIFO priority. Threads that it starts do not inherit it: the runtime starts pool threads
    /// from whichever thread hands it work.
    /// </summary>
    /// <param name="threadId">The kernel's number of the thread; 0 for the calling one.</param>
    /// <param name="priority">1…98.</param>
    internal static RealTimeSetting ApplyPriority(int threadId, int priority) => Report(
        $"SCHED_FIFO {priority}",
        LinuxScheduling.sched_setscheduler(threadId, LinuxScheduling.SCHED_FIFO | LinuxScheduling.SCHED_RESET_ON_FORK, priority),
        $"ulimit -r {priority} (systemd: LimitRTPRIO={priority})");

    private static RealTimeSetting Report(string name, int result, string permit)
    {
        if (result == 0)
            return new RealTimeSetting(name, true, null);
        var error = Marshal.GetLastPInvokeError();
        return new RealTimeSetting(name, false, $"{Marshal.GetPInvokeErrorMessage(error)}; permitted by: {permit}");
    }
}
