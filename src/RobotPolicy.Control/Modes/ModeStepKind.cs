namespace RobotPolicy.Control.Modes;

/// <summary>What an event does to a mode.</summary>
public enum ModeStepKind
{
    /// <summary>Nothing, and whoever asked is told so.</summary>
    Refuse = 0,

    /// <summary>Nothing.</summary>
    Stay,

    /// <summary>A mode is entered.</summary>
    Enter,
}
