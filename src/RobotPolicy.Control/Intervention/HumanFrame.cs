namespace RobotPolicy.Control.Intervention;

/// <summary>One command of a human, as a stream or a topic delivered it; its values stand beside it.</summary>
/// <param name="Kind">What the values are.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Engaged">Whether the dead-man switch is closed.</param>
/// <param name="Joints">Bit per joint of the robot that the frame names; the others keep their place.</param>
/// <param name="Sequence">Number that the sender gave it, or 0.</param>
/// <param name="ReceivedNs">When it arrived, on the monotonic clock, in nanoseconds.</param>
public readonly record struct HumanFrame(
    HumanFrameKind Kind, HumanSource Source, bool Engaged, ulong Joints, ulong Sequence, long ReceivedNs);
