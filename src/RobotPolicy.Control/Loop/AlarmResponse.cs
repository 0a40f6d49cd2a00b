namespace RobotPolicy.Control.Loop;

/// <summary>What a task wants when its policy is about to fail.</summary>
public enum AlarmResponse
{
    /// <summary>The report shows it; the policy goes on.</summary>
    Inform = 0,

    /// <summary>The policy goes on at reduced speed for the rest of the epoch.</summary>
    SlowDown,

    /// <summary>The arm is held until an operator decides; nothing of the chunk that raised the alarm is executed.</summary>
    Hold,
}
