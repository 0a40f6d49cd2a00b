using System.Runtime.InteropServices;

namespace RobotPolicy.Campaigns.Processes.Interop;

/// <summary>The three calls of ptrace(2) that stop one thread and let it go on. All on the same thread of ours.</summary>
internal static partial class PtraceNative
{
    private const int Seize = 0x4206;
    private const int Interrupt = 0x4207;
    private const int Detach = 17;
    private const int WaitAll = 0x40000000;

    /// <summary>Stops a thread.</summary>
    /// <returns>Why not, or <see langword="null"/>.</returns>
    public static string? TryStop(int thread)
    {
        if (Ptrace(Seize, thread, 0, 0) != 0 || Ptrace(Interrupt, thread, 0, 0) != 0)
            return Marshal.GetLastPInvokeErrorMessage();
        return WaitPid(thread, out _, WaitAll) == thread ? null : Marshal.GetLastPInvokeErrorMessage();
    }

    /// <summary>Lets it go on.</summary>
    public static void Continue(int thread) => _ = Ptrace(Detach, thread, 0, 0);

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    private static partial nint Ptrace(nint request, int thread, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int thread, out int status, int options);
}
