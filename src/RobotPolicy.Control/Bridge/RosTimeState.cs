namespace RobotPolicy.Control.Bridge;

/// <summary>How <c>/clock</c> is doing.</summary>
public enum RosTimeState
{
    /// <summary>No time has arrived yet: every stamp is in the future, so nothing that is dated by it is used.</summary>
    Missing = 0,

    /// <summary>Time arrives; it may stand still, as in a simulation that is paused.</summary>
    Running,

    /// <summary>Time has not arrived for longer than allowed.</summary>
    Silent,

    /// <summary>Time went back a moment ago, as when a simulation is reset: what was dated before does not compare with now.</summary>
    JumpedBack,
}
