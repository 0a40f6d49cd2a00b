using System.Globalization;
using System.Runtime.InteropServices;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Cli.Commands.Doctor;

/// <summary>Everything that checks look at, so that tests can make a machine up.</summary>
internal sealed record Machine
{
    private const int NicePrivilege = 23;
    private const int LockPrivilege = 14;

    /// <summary>Its files.</summary>
    public required MachineFiles Files { get; init; }

    /// <summary>Reads an environment variable of the caller's shell.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Bytes that are free to this user where a folder is, or is to be; <see langword="null"/> where nobody knows.</summary>
    public required Func<string, long?> FreeBytes { get; init; }

    /// <summary>Reads the monotonic clock, in nanoseconds.</summary>
    public required Func<long> MonotonicNs { get; init; }

    /// <summary>Folder that recordings go to.</summary>
    public required string RecordFolder { get; init; }

    /// <summary>Folder of this program, with the native libraries that are shipped beside it.</summary>
    public required string ProgramFolder { get; init; }

    /// <summary>What is to compute policies.</summary>
    public ExecutionDevice Device { get; init; }

    /// <summary>The processor, in Debian's spelling.</summary>
    public string Architecture { get; init; } = RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    /// <summary>Folder of ONNX Runtime's core and its providers.</summary>
    public string OnnxRuntimeFolder => Environment(OnnxEnvironment.FolderVariable) is { Length: > 0 } named ? named : ProgramFolder;

    /// <summary>Whether this is a container, whose kernel and limits belong to somebody else.</summary>
    public bool IsContainer => Files.Exists("/.dockerenv") || Files.Exists("/run/.containerenv");

    /// <summary>Whether a hypervisor runs it.</summary>
    public bool IsVirtual => Files.ReadField("/proc/cpuinfo", "flags")?.Split(' ').Contains("hypervisor") ?? false;

    /// <summary>Whether real-time scheduling is permitted whatever the limits say (CAP_SYS_NICE).</summary>
    public bool MayScheduleAnything => HasPrivilege(NicePrivilege);

    /// <summary>Whether locking memory is permitted whatever the limits say (CAP_IPC_LOCK).</summary>
    public bool MayLockAnything => HasPrivilege(LockPrivilege);

    /// <summary>A value of <c>/etc/os-release</c>, such as of <c>ID</c>; empty if there is none.</summary>
    public string OfDistribution(string name) => Files.Read("/etc/os-release")?.Split('\n')
        .FirstOrDefault(line => line.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..].Trim('"') ?? "";

    /// <summary>Soft limit of this shell's processes, by its name in <c>/proc/self/limits</c>; <see langword="null"/> where it is not shown.</summary>
    public string? SoftLimit(string name) => Files.Read("/proc/self/limits")?.Split('\n')
        .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
        ?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();

    private bool HasPrivilege(int bit) =>
        ulong.TryParse(Files.ReadField("/proc/self/status", "CapEff"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var set)
        && (set & (1UL << bit)) != 0;
}
