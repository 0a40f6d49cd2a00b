using RobotPolicy.Control.Timing;
using RobotPolicy.Server.Hosting.Interop;

namespace RobotPolicy.Server.Hosting;

/// <summary>
/// The machine's monotonic clock, slept on to absolute deadlines with <c>clock_nanosleep</c>, so that neither the duration of a
/// tick nor a late wake-up shifts the ticks that follow.
/// </summary>
public sealed class MonotonicTickClock(TimeProvider time) : ITickClock
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    // .NET's timestamp on Linux is CLOCK_MONOTONIC in nanoseconds, the clock that SleepUntil waits on.
    private readonly TimeProvider _time = time.TimestampFrequency == NanosecondsPerSecond
        ? time
        : throw new PlatformNotSupportedException(
            $"The clock must count nanoseconds, this one counts {time.TimestampFrequency} per second.");

    /// <inheritdoc/>
    public long NowNs => _time.GetTimestamp();

    /// <inheritdoc/>
    public void SleepUntil(long deadlineNs)
    {
        var until = new LinuxScheduling.TimeSpec
        {
            Seconds = deadlineNs / NanosecondsPerSecond,
            Nanoseconds = deadlineNs % NanosecondsPerSecond,
        };

        // A signal may interrupt the sleep; the deadline is absolute, so it is simply slept on again.
        while (LinuxScheduling.clock_nanosleep(LinuxScheduling.CLOCK_MONOTONIC, LinuxScheduling.TIMER_ABSTIME, until, 0)
               == LinuxScheduling.EINTR)
        {
        }
    }
}
