using RobotPolicy.Server.Hosting.Interop;

namespace RobotPolicy.Server.Hosting;

/// <summary>The cores that a process finds at its start.</summary>
/// <param name="Given">Those that its threads run on unless told otherwise: its parent's, so also what <c>taskset</c> or a service manager chose.</param>
/// <param name="Permitted">
/// Those that a thread may ask for: the machine's, within the process's cpuset. Cores that the kernel was told to isolate are among them and
/// mostly not among the given ones.
/// </param>
public sealed record MachineCores(CoreSet Given, CoreSet Permitted)
{
    private const string OnlineFile = "/sys/devices/system/cpu/online";
    private const string AllowedField = "Cpus_allowed_list:";

    private static readonly Lazy<MachineCores> Found = new(Read);

    /// <summary>Those of this process, as they were when somebody asked first: before threads were put anywhere.</summary>
    public static MachineCores OfThisProcess => Found.Value;

    /// <summary>The list of cores in a file like <c>/proc/self/status</c>; <see langword="null"/> if it has none.</summary>
    internal static CoreSet? Parse(string status)
    {
        var line = status.Split('\n').FirstOrDefault(line => line.StartsWith(AllowedField, StringComparison.Ordinal));
        return line is not null && CoreSet.TryParse(line[AllowedField.Length..].Trim(), out var cores) ? cores : null;
    }

    private static MachineCores Read()
    {
        var given = ReadStatus() ?? new CoreSet(Enumerable.Range(0, Math.Min(Environment.ProcessorCount, CoreSet.MaxCore + 1)));
        if (LinuxScheduling.SetAffinity(0, CoreSet.All) != 0)
            return new MachineCores(given, given);

        // The kernel cuts a mask down to the cpuset, which files show in a different place for each way to set it up.
        var permitted = ReadStatus() ?? given;
        _ = LinuxScheduling.SetAffinity(0, given);
        return new MachineCores(given, CoreSet.TryParse(KernelText.Read(OnlineFile)?.Trim(), out var online) ? permitted.And(online) : permitted);
    }

    private static CoreSet? ReadStatus() => KernelText.Read("/proc/thread-self/status") is { } text ? Parse(text) : null;
}
