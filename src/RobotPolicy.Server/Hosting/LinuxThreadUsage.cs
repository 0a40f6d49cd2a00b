using RobotPolicy.Control.Timing;
using RobotPolicy.Server.Hosting.Interop;

namespace RobotPolicy.Server.Hosting;

/// <summary>What the Linux kernel accounts to the calling thread, to the microsecond.</summary>
internal sealed class LinuxThreadUsage : IThreadUsage
{
    /// <inheritdoc/>
    public ThreadUsage Read() => LinuxScheduling.getrusage(LinuxScheduling.RUSAGE_THREAD, out var usage) == 0
        ? new ThreadUsage((((usage.UserSeconds + usage.SystemSeconds) * 1_000_000) + usage.UserMicroseconds + usage.SystemMicroseconds) * 1000, usage.VoluntarySwitches)
        : default;
}
