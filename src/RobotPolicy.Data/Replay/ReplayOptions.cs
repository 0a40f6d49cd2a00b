using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Hardware;

namespace RobotPolicy.Data.Replay;

/// <summary>How a recording is replayed.</summary>
public sealed record ReplayOptions
{
    /// <summary>
    /// Whether inferences follow the new loop's own requests rather than the recorded ones: for another policy, other limits or another
    /// executor. What the robot sensed stays as it was recorded.
    /// </summary>
    public bool IsFree { get; init; }

    /// <summary>A robot with other limits; the recorded one unless told.</summary>
    public HardwareProfile? Profile { get; init; }

    /// <summary>How chunks are joined.</summary>
    public ExecutorOptions Executor { get; init; } = new();

    /// <summary>From a request to its answer, where inferences are free; that of the recording, its median, unless told.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>Sees every tick beside its recorded one; nobody unless told.</summary>
    public IReplayObserver? Observer { get; init; }

    /// <summary>Called before each tick, with the time since the first, so that somebody can pace or end the replay.</summary>
    public Func<TimeSpan, bool>? Pace { get; init; }
}
