namespace RobotPolicy.Control.Modes;

/// <summary>What can happen to the mode of the loop: commands whose conditions are met, stops, faults, and what follows by itself.</summary>
public enum LoopEvent
{
    /// <summary>A task is to start, and nothing forbids it.</summary>
    Start = 0,

    /// <summary>The task is to end.</summary>
    End,

    /// <summary>A human takes over, and the arm is in sight.</summary>
    TakeOver,

    /// <summary>The human hands back to a task.</summary>
    HandBack,

    /// <summary>The human hands back, and there is no task.</summary>
    HandBackIdle,

    /// <summary>The human hands back, and wants the arm held.</summary>
    HandBackToHold,

    /// <summary>An operator resumes a task; the cause is gone.</summary>
    Resume,

    /// <summary>An operator resumes where there is no task; the cause is gone.</summary>
    ResumeIdle,

    /// <summary>The task has another goal.</summary>
    Retask,

    /// <summary>The emergency stop is released at standstill.</summary>
    Reset,

    /// <summary>Somebody wants a hold.</summary>
    HoldRequest,

    /// <summary>Somebody wants a protective stop.</summary>
    ProtectiveRequest,

    /// <summary>Somebody wants an emergency stop.</summary>
    EmergencyRequest,

    /// <summary>A fault that the arm is held for until it is gone.</summary>
    Fault,

    /// <summary>A fault that an operator must look at.</summary>
    SevereFault,

    /// <summary>The cause of a hold has been gone long enough, and no operator is needed.</summary>
    CauseGone,

    /// <summary>The arm has come to a standstill after the end of a task.</summary>
    CameToRest,

    /// <summary>The service is shutting down.</summary>
    Shutdown,

    /// <summary>A bug inside the tick.</summary>
    InternalError,

    /// <summary>The failure monitor expects the policy to fail, or cannot tell, and the task asks to hold then.</summary>
    Prediction,

    /// <summary>An operator retries a task from the safe pose; the cause is gone.</summary>
    Retry,

    /// <summary>The arm stands at the safe pose.</summary>
    SafePoseReached,

    /// <summary>The way to the safe pose is broken off, by a fault or because it takes too long.</summary>
    RetryBroken,
}
