using RobotPolicy.Control.Observations;

namespace RobotPolicy.Data.Replay;

/// <summary>Reads stamps as they were read when the recording was made.</summary>
/// <param name="offsetOf">Monotonic time minus Unix time, by reception.</param>
internal sealed class RecordedStamps(Func<long, long> offsetOf) : IStampClock
{
    public long ToMonotonicNs(long unixNs, long receivedNs) => StampClock.Add(unixNs, offsetOf(receivedNs));
}
