using System.Runtime.InteropServices;
using RobotPolicy.Server.Hosting.Interop;

namespace RobotPolicy.Server.Hosting;

/// <summary>
/// Keeps every thread but the control thread off its core, and inference on cores of its own, as far as the machine permits, and says what
/// became of it.
/// </summary>
public static class ThreadCores
{
    private const string Permit = "taskset -c, docker --cpuset-cpus or systemd AllowedCPUs= with these cores";

    // What a thread that was not reached yet starts in the meantime is found in the next round.
    private const int Rounds = 3;

    /// <summary>
    /// Moves all threads that live now off the control thread's core, and with the process's first thread those that the runtime starts
    /// later, which take its cores; tries out the cores of inference. To be called before the transport starts its threads. Never throws.
    /// </summary>
    /// <returns>What was granted and what was refused; nothing where nothing was asked for.</returns>
    public static IReadOnlyList<RealTimeSetting> Apply(RealTimeOptions options) => Apply(
        options,
        MachineCores.OfThisProcess,
        () => [Environment.ProcessId, .. ThreadScheduling.ReadAll().Select(thread => thread.Id)],
        LinuxScheduling.SetAffinity);

    /// <summary>
    /// What a thread that computes policies calls first, so that it and the native threads that it starts run on the cores of inference;
    /// <see langword="null"/> where they are those of all other threads.
    /// </summary>
    public static Action? EnterInference(RealTimeOptions options) =>
        options.InferenceCores is { } cores ? () => _ = LinuxScheduling.SetAffinity(0, cores) : null;

    /// <summary>The same with the machine given.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="cores">The process's cores.</param>
    /// <param name="listThreads">The kernel's numbers of all threads, the process's first thread first.</param>
    /// <param name="setAffinity">Puts a thread, 0 for the calling one, on cores; returns the kernel's error, 0 for none.</param>
    internal static IReadOnlyList<RealTimeSetting> Apply(
        RealTimeOptions options, MachineCores cores, Func<IReadOnlyList<int>> listThreads, Func<int, CoreSet, int> setAffinity)
    {
        var report = new List<RealTimeSetting>(2);
        var others = cores.Given;
        if (options.Core >= 0)
        {
            others = cores.Given.Except(new CoreSet(options.Core));
            report.Add(others.IsEmpty
                ? new RealTimeSetting(
                    $"no other thread on core {options.Core}", false, $"the process runs on core {cores.Given} alone; permitted by: {Permit} and more")
                : Report($"{(options.InferenceCores is null ? "inference and " : "")}all other threads on {Name(others)}", MoveAll(others, listThreads, setAffinity)));
        }

        if (options.InferenceCores is { } inference)
        {
            report.Add(Report($"inference on {Name(inference)}", setAffinity(0, inference)));
            _ = setAffinity(0, others.IsEmpty ? cores.Given : others);
        }

        return report;
    }

    private static int MoveAll(CoreSet cores, Func<IReadOnlyList<int>> listThreads, Func<int, CoreSet, int> setAffinity)
    {
        var moved = new HashSet<int>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var thread in listThreads().Where(moved.Add))
            {
                // A thread may have ended between the listing and now.
                if (setAffinity(thread, cores) is not (0 or LinuxScheduling.ESRCH) and var error)
                    return error;
            }
        }

        return 0;
    }

    private static RealTimeSetting Report(string name, int error) => error == 0
        ? new RealTimeSetting(name, true, null)
        : new RealTimeSetting(name, false, $"{Marshal.GetPInvokeErrorMessage(error)}; permitted by: {Permit}");

    private static string Name(CoreSet cores) => $"core{(int.TryParse(cores.ToString(), out _) ? "" : "s")} {cores}";
}
