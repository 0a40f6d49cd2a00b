using RobotPolicy.Control.Loop;

namespace RobotPolicy.Control.Modes;

/// <summary>What other threads can ask of the loop. Stops do not wait in a queue; see <see cref="ControlLoop.RequestStop"/>.</summary>
public enum LoopCommand
{
    /// <summary>Start executing the policy, from idle.</summary>
    StartTask = 0,

    /// <summary>End the task: decelerate, then go idle.</summary>
    StopTask,

    /// <summary>Go on after an operator's hold or a protective stop whose cause is gone.</summary>
    Resume,

    /// <summary>Clear an emergency stop; leads to idle and moves nothing.</summary>
    ResetEmergencyStop,

    /// <summary>A human takes over, from any mode but an emergency stop; the arm stands until the human's first frame.</summary>
    TakeOver,

    /// <summary>The human hands back: the task goes on with a new epoch, or idle where there is none.</summary>
    HandBack,

    /// <summary>The human hands back, and the arm is held until an operator resumes.</summary>
    HandBackToHold,

    /// <summary>The task has another goal: a new epoch begins, and what was computed for the old goal is thrown away.</summary>
    Retask,

    /// <summary>
    /// Begin the task anew from the robot's safe pose: from a hold or a protective stop that only an operator leads out of, the arm
    /// moves there in joint space, at reduced speed and within its limits, and the task goes on by itself. It knows no obstacles.
    /// </summary>
    Retry,
}
