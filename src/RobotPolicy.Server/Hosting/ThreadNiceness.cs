using System.Runtime.InteropServices;
using RobotPolicy.Server.Hosting.Interop;

namespace RobotPolicy.Server.Hosting;

/// <summary>
/// Puts the service's ordinary threads before those of other programs, as far as the machine permits. The control thread does not need it
/// for itself, but for the garbage collector: a collection waits for every managed thread and is done by one of them, and while one of those
/// waits for a processor the control thread waits too.
/// </summary>
public static class ThreadNiceness
{
    // What a thread that was not reached yet starts in the meantime is found in the next round.
    private const int Rounds = 3;

    /// <summary>
    /// Applies it to all threads that live now; those that they start have it too. Never throws, and may be repeated: what a real-time thread
    /// starts begins without.
    /// </summary>
    /// <param name="nice">−20…0; 0 leaves everything as it is.</param>
    /// <returns>What was granted or refused; nothing where nothing was asked for.</returns>
    public static IReadOnlyList<RealTimeSetting> Apply(int nice) => Apply(
        nice, () => [Environment.ProcessId, .. ThreadScheduling.ReadAll().Select(thread => thread.Id)], LinuxScheduling.SetNice);

    /// <summary>The same with the machine given.</summary>
    /// <param name="nice">−20…0.</param>
    /// <param name="listThreads">The kernel's numbers of all threads.</param>
    /// <param name="setNice">Sets it for a thread; returns the kernel's error, 0 for none.</param>
    internal static IReadOnlyList<RealTimeSetting> Apply(int nice, Func<IReadOnlyList<int>> listThreads, Func<int, int, int> setNice)
    {
        if (nice == 0)
            return [];
        var name = $"nice {nice} for all threads";
        var reached = new HashSet<int>();
        for (var round = 0; round < Rounds; round++)
            foreach (var thread in listThreads().Where(reached.Add))
                if (setNice(thread, nice) is not (0 or LinuxScheduling.ESRCH) and var error)
                    return [new RealTimeSetting(name, false, $"{Marshal.GetPInvokeErrorMessage(error)}; permitted by: ulimit -e {20 - nice} (systemd: LimitNICE={nice})")];
        return [new RealTimeSetting(name, true, null)];
    }
}
