using System.Runtime.InteropServices;

namespace RobotPolicy.Server.Hosting.Interop;

/// <summary>The Linux calls that a real-time thread needs. Names and values are those of the C headers.</summary>
internal static partial class LinuxScheduling
{
    internal const int CLOCK_MONOTONIC = 1;
    internal const int TIMER_ABSTIME = 1;
    internal const int SCHED_FIFO = 1;
    internal const int SCHED_RESET_ON_FORK = 0x40000000;
    internal const int PRIO_PROCESS = 0;
    internal const int MCL_CURRENT = 1;
    internal const int MCL_FUTURE = 2;
    internal const int MCL_ONFAULT = 4;
    internal const int RUSAGE_THREAD = 1;
    internal const int EINTR = 4;
    internal const int EPERM = 1;
    internal const int ESRCH = 3;

    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary>struct rusage of a 64-bit machine.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ResourceUsage
    {
        public long UserSeconds;
        public long UserMicroseconds;
        public long SystemSeconds;
        public long SystemMicroseconds;
        public long MaxResident;
        public long SharedMemory;
        public long UnsharedData;
        public long UnsharedStack;
        public long MinorFaults;
        public long MajorFaults;
        public long Swaps;
        public long BlocksIn;
        public long BlocksOut;
        public long MessagesSent;
        public long MessagesReceived;
        public long Signals;
        public long VoluntarySwitches;
        public long InvoluntarySwitches;
    }

    [LibraryImport("libc")]
    internal static partial int clock_nanosleep(int clock, int flags, in TimeSpec until, nint remaining);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sched_setscheduler(int threadId, int policy, in int priority);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sched_setaffinity(int threadId, nuint maskBytes, in ulong mask);

    /// <summary>Puts a thread, 0 for the calling one, on cores; returns the kernel's error, 0 for none.</summary>
    internal static int SetAffinity(int threadId, CoreSet cores) =>
        sched_setaffinity(threadId, (nuint)(cores.Mask.Length * sizeof(ulong)), MemoryMarshal.GetReference(cores.Mask)) == 0
            ? 0
            : Marshal.GetLastPInvokeError();

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setpriority(int which, int id, int nice);

    /// <summary>Sets the niceness of a thread; returns the kernel's error, 0 for none.</summary>
    internal static int SetNice(int threadId, int nice) => setpriority(PRIO_PROCESS, threadId, nice) == 0 ? 0 : Marshal.GetLastPInvokeError();

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int mlockall(int flags);

    [LibraryImport("libc")]
    internal static partial int getrusage(int who, out ResourceUsage usage);
}
