using RobotPolicy.Control.Model;
using RobotPolicy.Control.Safety;
using RobotPolicy.Data.Recording;

namespace RobotPolicy.Server.Operations.Recordings;

/// <summary>Holds the robot while its run is not recorded, where the service was told that it must be.</summary>
/// <param name="recorder">The recorder.</param>
public sealed class RecordingStops(Recorder recorder) : IStopSource
{
    /// <inheritdoc/>
    public StopDemand Poll(long nowNs) => recorder.Status.State is RecordingState.Stopped or RecordingState.Off
        ? new StopDemand(StopKind.Hold, StopCause.NotRecorded, -1)
        : StopDemand.None;
}
