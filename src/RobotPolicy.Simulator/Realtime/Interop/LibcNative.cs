using System.Runtime.InteropServices;

namespace RobotPolicy.Simulator.Realtime.Interop;

/// <summary>Clock and environment functions of the C library.</summary>
internal static partial class LibcNative
{
    internal const int CLOCK_MONOTONIC = 1;
    internal const int TIMER_ABSTIME = 1;
    internal const int EINTR = 4;
    internal const int SCHED_FIFO = 1;

    /// <summary><c>struct timespec</c> on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Timespec
    {
        public long tv_sec;
        public long tv_nsec;
    }

    /// <summary><c>struct sched_param</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct SchedParam
    {
        public int sched_priority;
    }

    /// <summary>On Linux, process 0 stands for the calling thread.</summary>
    [LibraryImport("libc")]
    internal static partial int sched_setscheduler(int pid, int policy, in SchedParam param);

    [LibraryImport("libc")]
    internal static partial int clock_gettime(int clock, out Timespec now);

    /// <summary>Returns 0 or an error number; does not set errno.</summary>
    [LibraryImport("libc")]
    internal static partial int clock_nanosleep(int clock, int flags, in Timespec until, nint remaining);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int setenv(string name, string value, int overwrite);
}
