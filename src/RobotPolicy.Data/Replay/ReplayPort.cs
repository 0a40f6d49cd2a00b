using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Data.Replay;

/// <summary>
/// The recorded robot: what it senses comes through the service's own port, what is sent goes the same way into the replay's own graph,
/// where nobody moves; whether somebody received it, and whether it could be sent, is as it was.
/// </summary>
internal sealed class ReplayPort(RosRobotPort port) : IRobotPort
{
    public RobotDescription Robot => port.Robot;

    public JointStateHistory Joints => port.Joints;

    public IReadOnlyList<CameraSlot> Cameras => port.Cameras;

    public int CommandReceiverCount { get; set; }

    /// <summary>What became of the command of this tick.</summary>
    public CommandStatus Status { get; set; }

    public CommandStatus Send(ReadOnlySpan<double> positions)
    {
        var status = port.Send(positions);
        return status == CommandStatus.Sent ? Status : status;
    }
}
