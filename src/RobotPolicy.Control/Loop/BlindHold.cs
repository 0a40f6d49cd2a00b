using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Loop;

/// <summary>
/// An arm that was out of sight may stand elsewhere when it is seen again, or be one that was started anew. Nothing may pull it back
/// to a command that is held since before: at standstill the command falls silent, and a controller keeps the last one; it begins
/// again from the measured position. Control thread; allocates nothing.
/// </summary>
internal sealed class BlindHold
{
    /// <summary>Commands that go out at standstill before silence, since a best-effort receiver may miss one.</summary>
    public const int FinalHoldCommands = 5;

    private int _blindTicks;

    /// <summary>Whether the held command has fallen silent.</summary>
    public bool IsSilent => _blindTicks > FinalHoldCommands;

    /// <summary>Looks whether the arm is in sight.</summary>
    /// <returns>Whether the command begins again.</returns>
    public bool Look(ControlMode mode, in ArbiterInput input)
    {
        var isHeld = mode is ControlMode.Holding or ControlMode.ProtectiveStop;
        if (isHeld && !input.CanFollow && input.IsStandstill)
        {
            _blindTicks = Math.Min(_blindTicks + 1, FinalHoldCommands + 1);
            return false;
        }

        var wasSilent = IsSilent;
        _blindTicks = 0;
        return isHeld && wasSilent;
    }
}
