namespace RobotPolicy.Simulator.Realtime;

/// <summary>A clock that never jumps, and a way to wait for one of its moments.</summary>
internal interface IMonotonicClock
{
    /// <summary>Nanoseconds since an arbitrary start.</summary>
    long NowNs { get; }

    /// <summary>Returns at that moment or a little after it; at once if it has passed.</summary>
    void SleepUntil(long timeNs);
}
