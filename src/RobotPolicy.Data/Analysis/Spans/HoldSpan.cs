using RobotPolicy.Control.Model;

namespace RobotPolicy.Data.Analysis.Spans;

/// <summary>Time in which the arm was held or stopped for one reason.</summary>
/// <param name="StartNs">First tick of it, on the recording's monotonic clock.</param>
/// <param name="EndNs">First tick after it; the last tick of the log where it lasted until then.</param>
/// <param name="Mode">Holding, protective or emergency stop.</param>
/// <param name="Cause">Why.</param>
/// <param name="Culprit">The robot's joint or camera to blame, depending on the cause, or −1.</param>
public sealed record HoldSpan(long StartNs, long EndNs, ControlMode Mode, StopCause Cause, int Culprit)
{
    /// <summary>How long.</summary>
    public TimeSpan Duration => TimeSpan.FromTicks((EndNs - StartNs) / TimeSpan.NanosecondsPerTick);
}
