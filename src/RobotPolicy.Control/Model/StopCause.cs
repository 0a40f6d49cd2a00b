namespace RobotPolicy.Control.Model;

/// <summary>
/// Why the robot is not executing its policy. One vocabulary for log, API, diagnostics and recordings; values are stable.
/// </summary>
public enum StopCause
{
    /// <summary>Nothing stops it.</summary>
    None = 0,

    /// <summary>No joint state has arrived yet.</summary>
    JointStateMissing = 1,

    /// <summary>The newest joint state is older than allowed, or its stamp stands still.</summary>
    JointStateStale = 2,

    /// <summary>Joint states arrive but are unusable: a joint is missing, or a value is not finite.</summary>
    JointStateInvalid = 3,

    /// <summary>A camera that the policy needs has not delivered a picture yet.</summary>
    CameraMissing = 4,

    /// <summary>The newest picture of a camera is older than allowed, or its stamp stands still.</summary>
    CameraStale = 5,

    /// <summary>Pictures arrive but are unusable.</summary>
    CameraInvalid = 6,

    /// <summary>The schedule ran out because the next chunk is late.</summary>
    ChunkLate = 7,

    /// <summary>Inference does not answer at all.</summary>
    InferenceDead = 8,

    /// <summary>The graph failed to run.</summary>
    InferenceFailed = 9,

    /// <summary>The policy answered with NaN or infinity.</summary>
    NonFiniteAction = 10,

    /// <summary>The measured joints do not follow the commands.</summary>
    TrackingError = 11,

    /// <summary>The control thread missed its deadlines by more than allowed.</summary>
    MissedDeadline = 12,

    /// <summary>The command could not be handed to the transport.</summary>
    CommandNotSent = 13,

    /// <summary>Nobody subscribes to the commands.</summary>
    NoCommandReceiver = 14,

    /// <summary>The task is over.</summary>
    TaskEnded = 15,

    /// <summary>The operator asked for it.</summary>
    OperatorRequest = 16,

    /// <summary>The service is shutting down.</summary>
    Shutdown = 17,

    /// <summary>A fault inside the service itself.</summary>
    InternalError = 18,

    /// <summary>A stop input of the robot is thrown.</summary>
    StopInput = 19,

    /// <summary>A stop input or a heartbeat topic of the robot has fallen silent.</summary>
    StopInputSilent = 20,

    /// <summary>The stream of the human in command has fallen silent.</summary>
    HumanSilent = 21,

    /// <summary>The human's stream sent something that is no command: NaN, a wrong length, or more than the ticks can take.</summary>
    HumanInputInvalid = 22,

    /// <summary>The session that holds the lease has lapsed.</summary>
    SessionLapsed = 23,

    /// <summary>The operator's heartbeat has lapsed.</summary>
    HeartbeatLapsed = 24,

    /// <summary>The operator paused the task.</summary>
    OperatorPause = 25,

    /// <summary>The task waits for the operator's answer to a question.</summary>
    AwaitingAnswer = 26,

    /// <summary>No policy is loaded that could run.</summary>
    NoPolicy = 27,

    /// <summary>A human took over from the policy.</summary>
    Takeover = 28,

    /// <summary>Chunk after chunk came later than its inference was told, and did not join the one in use.</summary>
    DelayUnderestimated = 29,

    /// <summary>The failure monitor expects the policy to fail, and the task asks to hold then.</summary>
    FailurePredicted = 30,

    /// <summary>The failure monitor cannot tell whether the policy is about to fail, and the task asks to hold then.</summary>
    MonitorDegraded = 31,

    /// <summary>The arm is on its way to the safe pose, from where the task begins anew.</summary>
    Retrying = 32,

    /// <summary>The robot's profile names no safe pose to retry from.</summary>
    NoSafePose = 33,

    /// <summary>The arm did not reach the safe pose in the time that the way should take.</summary>
    RetryTimedOut = 34,

    /// <summary>The task ended because it has reached its goal, as its policy or somebody who looks on says.</summary>
    TaskSucceeded = 35,

    /// <summary>An attempt at the task has failed: somebody who looks on said so, or its time is over.</summary>
    AttemptFailed = 36,

    /// <summary>An attempt at the task has failed, and it was the last one that the task may have.</summary>
    RetriesExhausted = 37,

    /// <summary>The policy's selector chose no primitive: its scores are no numbers, or too close together.</summary>
    NoChoice = 38,

    /// <summary>The task has made as many choices of primitives as its package allows, and is not done.</summary>
    ChoicesExhausted = 39,

    /// <summary>The run is not recorded, the disk being full or failed, and the service was told not to move without a recording.</summary>
    NotRecorded = 40,
}
