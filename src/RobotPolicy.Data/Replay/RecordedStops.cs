using RobotPolicy.Control.Safety;

namespace RobotPolicy.Data.Replay;

/// <summary>Demands what was demanded when the recording was made.</summary>
internal sealed class RecordedStops : IStopSource
{
    public StopDemand Demand { get; set; } = StopDemand.None;

    public StopDemand Poll(long nowNs) => Demand;
}
