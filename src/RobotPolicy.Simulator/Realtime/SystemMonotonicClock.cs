using RobotPolicy.Simulator.Realtime.Interop;

namespace RobotPolicy.Simulator.Realtime;

/// <summary><c>CLOCK_MONOTONIC</c>, which the DDS receive stamps use too. Any thread.</summary>
internal sealed class SystemMonotonicClock : IMonotonicClock
{
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>The clock; it has no state.</summary>
    internal static SystemMonotonicClock Instance { get; } = new();

    /// <inheritdoc/>
    public long NowNs
    {
        get
        {
            _ = LibcNative.clock_gettime(LibcNative.CLOCK_MONOTONIC, out var now);
            return (now.tv_sec * NsPerSecond) + now.tv_nsec;
        }
    }

    /// <inheritdoc/>
    public void SleepUntil(long timeNs)
    {
        var until = new LibcNative.Timespec { tv_sec = timeNs / NsPerSecond, tv_nsec = timeNs % NsPerSecond };
        while (LibcNative.clock_nanosleep(LibcNative.CLOCK_MONOTONIC, LibcNative.TIMER_ABSTIME, until, 0) == LibcNative.EINTR)
        {
            // A signal ended the sleep early; the deadline is absolute, so sleeping again loses nothing.
        }
    }
}
