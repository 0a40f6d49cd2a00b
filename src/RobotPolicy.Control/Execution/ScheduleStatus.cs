namespace RobotPolicy.Control.Execution;

/// <summary>What the schedule has to say about one instant.</summary>
public enum ScheduleStatus
{
    /// <summary>No chunk has come in this epoch yet: the arm stands still and waits, which is not a fault.</summary>
    AwaitingFirst = 0,

    /// <summary>There is a target.</summary>
    Active,

    /// <summary>All actions are expired. Nothing is repeated: the arm is held.</summary>
    Empty,
}
