namespace RobotPolicy.Data.Recording;

/// <summary>Whether a run is being recorded.</summary>
public enum RecordingState
{
    /// <summary>Not begun, or ended.</summary>
    Off = 0,

    /// <summary>Everything reaches the disk.</summary>
    Recording,

    /// <summary>Messages were dropped in the last seconds.</summary>
    Dropping,

    /// <summary>Nothing is written: the disk is nearly full, or failed. It begins again, in a new file, when there is room.</summary>
    Stopped,
}
