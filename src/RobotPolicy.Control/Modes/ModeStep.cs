using RobotPolicy.Control.Model;
using RobotPolicy.Control.Timing;

namespace RobotPolicy.Control.Modes;

/// <summary>What an event does to a mode.</summary>
/// <param name="Kind">Whether the mode is entered, left as it is, or the event refused.</param>
/// <param name="Mode">The mode that is entered; meaningless otherwise.</param>
public readonly record struct ModeStep(ModeStepKind Kind, ControlMode Mode)
{
    /// <summary>The event is none that this mode obeys.</summary>
    public static ModeStep Refuse { get; } = new(ModeStepKind.Refuse, default);

    /// <summary>The event changes nothing.</summary>
    public static ModeStep Stay { get; } = new(ModeStepKind.Stay, default);

    /// <summary>The event leads to a mode, which may be the one it is in, with a new cause.</summary>
    public static ModeStep To(ControlMode mode) => new(ModeStepKind.Enter, mode);
}
