using RobotPolicy.Data.Bags;

namespace RobotPolicy.Data.Log;

/// <summary>
/// A recording in the order in which it happened, sorted by kind: whoever replays looks a moment ahead, since what a tick saw may stand
/// behind it. Not thread-safe.
/// </summary>
public interface ILogStream : IDisposable
{
    /// <summary>What stands at the beginning of the recording.</summary>
    LogFacts Facts { get; }

    /// <summary>Topics of the recording.</summary>
    IReadOnlyList<BagTopic> Topics { get; }

    /// <summary>From its first to its last message.</summary>
    TimeSpan Duration { get; }

    /// <summary>What could not be read, as sentences.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>Messages of ours that could not be decoded.</summary>
    long MalformedCount { get; }

    /// <summary>Inferences that were read and not taken yet, in the order in which they began.</summary>
    Queue<LoggedInference> Inferences { get; }

    /// <summary>Events that were read and not taken yet.</summary>
    Queue<LoggedEvent> Events { get; }

    /// <summary>Messages of a topic that were read and not taken yet.</summary>
    Queue<LogSample> SamplesOf(string topic);

    /// <summary>How stamps of a message were read.</summary>
    /// <param name="receivedNs">Its reception, on the monotonic clock.</param>
    /// <returns>Monotonic time minus Unix time, in nanoseconds.</returns>
    long OffsetAt(long receivedNs);

    /// <summary>The next tick, with everything that was recorded until a moment after it.</summary>
    /// <param name="tick">The tick.</param>
    /// <param name="aheadNs">The moment, in nanoseconds.</param>
    bool TryTakeTick(out LoggedTick tick, long aheadNs);
}
