using System.Runtime.CompilerServices;
using RobotPolicy.Inference.Devices;

namespace RobotPolicy.Cli.Commands.Policies;

/// <summary>Stands between the program's first line and the assembly that probes, which is loaded only when this is called.</summary>
internal static class ProbeHook
{
    /// <summary>Probes if the arguments ask for it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryRun(string[] args, out int exitCode) => DeviceProbeEntryPoint.TryRun(args, out exitCode);
}
