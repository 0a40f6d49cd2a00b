namespace RobotPolicy.Data.Analysis.Spans;

/// <summary>Who moves the arm in a tick, or why nobody does.</summary>
public enum Phase
{
    /// <summary>No task.</summary>
    Idle = 0,

    /// <summary>A task runs and waits for its first chunk.</summary>
    Waiting,

    /// <summary>The policy is executed.</summary>
    Policy,

    /// <summary>A human is in command.</summary>
    Human,

    /// <summary>Held.</summary>
    Hold,

    /// <summary>On the way to the safe pose, from where the task begins anew.</summary>
    Retry,

    /// <summary>Protective or emergency stop.</summary>
    Stop,
}
