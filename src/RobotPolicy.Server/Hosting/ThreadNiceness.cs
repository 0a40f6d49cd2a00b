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
    /// <summary>
    /// Applies it to all threads that live now; those that they start have it too. Never throws, and may be repeated: what a real-time thread
    /// starts begins without.
    /// </summary>
    /// <param name="nice">−20…0; 0 leaves everything as it is.</param>
    /// <returns>What was granted or refused; nothing where nothing was asked for.</returns>
    public static IReadOnlyList<RealTimeSetting> Apply(int nice) => Apply(nice, AllThreads.List, LinuxScheduling.SetNice);

    /// <summary>Niceness of threads whose work nobody waits for: behind other programs.</summary>
    public const int Background = 10;

    /// <summary>
    /// Puts the calling thread, and those that it starts, behind all others. It stays there, so it must be one that ends with its work. Never
    /// throws: a system that refuses is no reason not to work.
    /// </summary>
    public static void EnterBackground() => _ = LinuxScheduling.SetNice(0, Background);

    /// <summary>The same with the machine given.</summary>
    /// <param name="nice">−20…0.</param>
    /// <param name="listThreads">The kernel's numbers of all threads.</param>
    /// <param name="setNice">Sets it for a thread; returns the kernel's error, 0 for none.</param>
    internal static IReadOnlyList<RealTimeSetting> Apply(int nice, Func<IReadOnlyList<int>> listThreads, Func<int, int, int> setNice)
    {
        if (nice == 0)
            return [];
        var name = $"nice {nice} for all threads";
        var error = AllThreads.Set(listThreads, thread => setNice(thread, nice));
        return
        [
            error == 0
                ? new RealTimeSetting(name, true, null)
                : new RealTimeSetting(name, false, $"{Marshal.GetPInvokeErrorMessage(error)}; permitted by: ulimit -e {20 - nice} (systemd: LimitNICE={nice})"),
        ];
    }
}
