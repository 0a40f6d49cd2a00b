namespace RobotPolicy.Server.Telemetry.Tracing;

/// <summary>Names of spans, events and attributes; stable, since users search by them. Times are in seconds.</summary>
public static class SpanNames
{
    /// <summary>Span: one task from start to end.</summary>
    public const string Task = "task";

    /// <summary>Span: one inference from request to chunk.</summary>
    public const string Inference = "inference";

    /// <summary>Span in an inference: the request waits for the inference thread.</summary>
    public const string Request = "request";

    /// <summary>Span in an inference: the observation is assembled.</summary>
    public const string Observation = "observation";

    /// <summary>Span in an inference: the policy makes actions of it.</summary>
    public const string Model = "model";

    /// <summary>Span in an inference: the failure monitor judges.</summary>
    public const string Scoring = "scoring";

    /// <summary>Event in an inference: the chunk is there.</summary>
    public const string Chunk = "chunk";

    /// <summary>Package.</summary>
    public const string Policy = "robotpolicy.policy";

    /// <summary>Epoch of the loop.</summary>
    public const string Epoch = "robotpolicy.epoch";

    /// <summary>Id of a task.</summary>
    public const string TaskId = "robotpolicy.task.id";

    /// <summary>What a task is to reach, in words.</summary>
    public const string TaskText = "robotpolicy.task.text";

    /// <summary>Who started a task.</summary>
    public const string StartedBy = "robotpolicy.task.started_by";

    /// <summary>State of a task at its end.</summary>
    public const string TaskState = "robotpolicy.task.state";

    /// <summary>Holds of a task.</summary>
    public const string Holds = "robotpolicy.task.holds";

    /// <summary>Takeovers of a task.</summary>
    public const string Takeovers = "robotpolicy.task.takeovers";

    /// <summary>Attempt at a task, from 1.</summary>
    public const string Attempt = "robotpolicy.task.attempt";

    /// <summary>The last verdict on a task.</summary>
    public const string Verdict = "robotpolicy.task.verdict";

    /// <summary>Why the policy is not executed.</summary>
    public const string Cause = "robotpolicy.cause";

    /// <summary>Joint, camera or stop input to blame.</summary>
    public const string Culprit = "robotpolicy.culprit";

    /// <summary>Number of an inference's request.</summary>
    public const string RequestId = "robotpolicy.inference.id";

    /// <summary>How an inference ended.</summary>
    public const string Outcome = "robotpolicy.inference.outcome";

    /// <summary>Time that a request waited.</summary>
    public const string WaitTime = "robotpolicy.inference.wait_s";

    /// <summary>Time that assembling the observation took.</summary>
    public const string ObservationTime = "robotpolicy.inference.observation_s";

    /// <summary>Time that the model's own run took.</summary>
    public const string ModelTime = "robotpolicy.inference.model_s";

    /// <summary>Time that the failure monitor took.</summary>
    public const string ScoringTime = "robotpolicy.inference.scoring_s";

    /// <summary>All of an inference but the model's own run.</summary>
    public const string AroundModelTime = "robotpolicy.inference.around_model_s";

    /// <summary>How the observation was assembled.</summary>
    public const string ObservationStatus = "robotpolicy.observation.status";

    /// <summary>Age of the observation when its inference began.</summary>
    public const string ObservationAge = "robotpolicy.observation.age_s";

    /// <summary>What the failure monitor says.</summary>
    public const string FailureState = "robotpolicy.failure.state";

    /// <summary>The failure monitor's score against its threshold; above 1 is an alarm.</summary>
    public const string FailureRatio = "robotpolicy.failure.ratio";

    /// <summary>Id of a chunk.</summary>
    public const string ChunkId = "robotpolicy.chunk.id";

    /// <summary>Actions of a chunk.</summary>
    public const string ChunkActions = "robotpolicy.chunk.actions";

    /// <summary>Time from one action to the next.</summary>
    public const string ChunkInterval = "robotpolicy.chunk.interval_s";
}
