namespace RobotPolicy.Control.Intervention;

/// <summary>What became of a frame that was handed to <see cref="HumanInput"/>.</summary>
public enum HumanPush
{
    /// <summary>The next tick takes it.</summary>
    Taken = 0,

    /// <summary>Its source is not armed; nothing was done, it was counted.</summary>
    NotArmed,

    /// <summary>The wrong number of values, or one that is not finite; it was counted, and a human in command is stopped for it.</summary>
    Invalid,

    /// <summary>The queue is full: frames come faster than ticks take them. It was counted, and a human in command is stopped for it.</summary>
    Full,
}
