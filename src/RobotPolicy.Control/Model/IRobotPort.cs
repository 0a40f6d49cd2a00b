using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Model;

/// <summary>
/// The robot as the loop sees it: what was sensed, and where commands go. The sensing side is filled by receive threads and
/// read without locks; <see cref="Send"/> is called by the control thread alone.
/// </summary>
public interface IRobotPort
{
    /// <summary>The robot behind the port.</summary>
    RobotDescription Robot { get; }

    /// <summary>Joint states as they arrive.</summary>
    JointStateHistory Joints { get; }

    /// <summary>Pictures as they arrive, in the order of <see cref="RobotDescription.Cameras"/>.</summary>
    IReadOnlyList<CameraSlot> Cameras { get; }

    /// <summary>Receivers of our commands that are connected now; with none, nothing that is sent has an effect.</summary>
    int CommandReceiverCount { get; }

    /// <summary>Hands one command over. Does not block, allocate or throw.</summary>
    /// <param name="positions">Commanded positions in the order of the robot's joints; radians or metres.</param>
    CommandStatus Send(ReadOnlySpan<double> positions);
}
