namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>What follows when the failure monitor raises an alarm while a task runs.</summary>
public enum AlarmPlan
{
    /// <summary>An alert; the policy goes on.</summary>
    Inform = 1,

    /// <summary>The policy goes on at a fraction of its speed.</summary>
    Slow,

    /// <summary>The arm is held, and a question asks what shall follow.</summary>
    Hold,

    /// <summary>As hold, and a human is expected to take over.</summary>
    Handover,

    /// <summary>As hold, and the attempt has failed: the next begins from the safe pose, as long as the task may have one.</summary>
    Retry,
}
