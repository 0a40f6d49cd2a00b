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

    /// <summary>
    /// Moves all threads that live now off the control thread's core, and with the process's first thread those that the runtime starts
    /// later, which take its cores; tries out the cores of inference. To be called before the transport starts its threads. Never throws.
    /// </summary>
    /// <returns>What was granted and what was refused; nothing where nothing was asked for.</returns>
    public static IReadOnlyList<RealTimeSetting> Apply(RealTimeOptions options) => Apply(
        options,
        MachineCores.OfThisProcess,
        AllThreads.List,
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
                : Report($"{(options.InferenceCores is null ? "inference and " : "")}all other threads on {Name(others)}", AllThreads.Set(listThreads, thread => setAffinity(thread, others))));
        }

        if (options.InferenceCores is { } inference)
        {
            report.Add(Report($"inference on {Name(inference)}", setAffinity(0, inference)));
            _ = setAffinity(0, others.IsEmpty ? cores.Given : others);
        }

        return report;
    }

    private static RealTimeSetting Report(string name, int error) => error == 0
        ? new RealTimeSetting(name, true, null)
        : new RealTimeSetting(name, false, $"{Marshal.GetPInvokeErrorMessage(error)}; permitted by: {Permit}");

    private static string Name(CoreSet cores) => $"core{(int.TryParse(cores.ToString(), out _) ? "" : "s")} {cores}";
}
