using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using RobotPolicy.Api.V1;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Alerts;
using RobotPolicy.Server.Operations.Intervention;
using RobotPolicy.Server.Operations.Policies;
using RobotPolicy.Server.Operations.Safety;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.Server.Operations.Telemetry;
using Alert = RobotPolicy.Api.V1.Alert;
using CommandSource = RobotPolicy.Api.V1.CommandSource;
using Picture = RobotPolicy.Server.Operations.Telemetry.Picture;
using Question = RobotPolicy.Api.V1.Question;
using Task = RobotPolicy.Api.V1.Task;
using VerdictMessage = RobotPolicy.Api.V1.TaskVerdict;

namespace RobotPolicy.Server.Api;

/// <summary>The API's messages out of what the operations know. Enumerations have the same values on both sides; a test compares them.</summary>
internal static class ApiMessages
{
    public static Task ToApi(RobotTask task)
    {
        var message = WithoutProgress(task);
        if (task.Progress is { } progress)
            message.Progress = progress;
        return message;
    }

    private static Task WithoutProgress(RobotTask task) => new()
    {
        TaskId = task.Id,
        Policy = task.Policy,
        Goal = task.Goal,
        State = (TaskState)(int)task.State,
        Cause = ApiErrors.ToApi(task.Cause),
        Culprit = task.Culprit,
        StartedAt = ToApi(task.StartedAt),
        EndedAt = ToApi(task.EndedAt),
        ExecutedS = task.Executed.TotalSeconds,
        Epoch = task.Epoch,
        Holds = task.Holds,
        Takeovers = task.Takeovers,
        StartedBy = task.StartedBy,
        Attempt = task.Attempt,
        Retries = task.Retries,
        Step = task.Step,
        StepCount = task.StepCount,
        Primitive = task.Primitive,
        Choices = task.Choices,
        PrimitiveRetries = task.PrimitiveRetries,
        Overtime = task.IsOvertime,
        Verdict = task.Verdict is not { } verdict ? null : new VerdictMessage
        {
            Verdict = (Verdict)(int)verdict.Kind,
            By = verdict.By,
            At = ToApi(verdict.At),
            Comment = verdict.Comment,
        },
    };

    public static Policy ToApi(PolicyShown policy)
    {
        var message = new Policy
        {
            Name = policy.Name,
            State = policy.State,
            SizeBytes = policy.Facts.SizeBytes,
            LoadedAt = ToApi(policy.LoadedAt),
            Device = policy.Device,
        };
        message.Problems.Add(policy.Facts.Problems);
        message.Goals.Add(policy.Facts.Goals);
        message.GoalRequired = policy.Facts.RequiresGoal;
        if (policy.Facts.Spec is not { } spec)
            return message;
        message.Title = spec.Name;
        message.Horizon = policy.Facts.HasHorizon ? spec.Horizon : 0;
        message.ActionIntervalS = spec.ActionIntervalNs / 1e9;
        message.ExecuteSteps = policy.Facts.HasHorizon ? spec.ExecuteSteps : 0;
        message.Executor = spec.Executor.ToString();
        message.StateJoints.Add(spec.StateJoints);
        message.ActionJoints.Add(spec.ActionJoints);
        message.Cameras.Add(spec.Cameras);
        return message;
    }

    public static Alert ToApi(Operations.Alerts.Alert alert) => new()
    {
        AlertId = alert.Id,
        Severity = (Severity)(int)alert.Note.Severity,
        Source = alert.Note.Source,
        Text = alert.Note.Text,
        RaisedAt = ToApi(alert.RaisedAt),
        ResolvedAt = ToApi(alert.ResolvedAt),
        AcknowledgedAt = ToApi(alert.AcknowledgedAt),
        AcknowledgedBy = alert.AcknowledgedBy,
        Comment = alert.Comment,
        Cause = ApiErrors.ToApi(alert.Note.Cause),
        Culprit = alert.Note.Culprit,
        TaskId = alert.Note.TaskId,
        Policy = alert.Note.Policy,
        Epoch = alert.Note.Epoch,
        Failure = alert.Note.Failure is { } failure ? FailureMessages.ToApi(failure) : null,
        HasSnapshot = alert.HasSnapshot,
        ResolvedBy = alert.ResolvedBy,
        Resolution = alert.Resolution,
    };

    public static Question ToApi(Operations.Questions.Question question)
    {
        var message = new Question
        {
            QuestionId = question.Id,
            Text = question.Text,
            AskedAt = ToApi(question.AskedAt),
            ExpiresAt = ToApi(question.ExpiresAt),
            TaskId = question.TaskId,
            ClosedAt = ToApi(question.ClosedAt),
            Answer = question.Answer,
            AnsweredBy = question.AnsweredBy,
        };
        message.Choices.Add(question.Choices.Select(choice => new Choice { Id = choice.Id, Text = choice.Text }));
        return message;
    }

    public static SafetyState ToApi(StopReport report, RobotDescription robot)
    {
        var status = report.Status;
        var blocked = Blocker(status);
        return new SafetyState
        {
            Mode = ApiErrors.ToApi(status.Mode),
            Cause = ApiErrors.ToApi(status.Cause),
            Culprit = Culprits.Name(robot, status.Cause, status.Culprit),
            Standstill = status.IsStandstill,
            NeedsOperator = status.NeedsOperator,
            BlockedBy = ApiErrors.ToApi(blocked.Cause),
            BlockedByCulprit = Culprits.Name(robot, blocked.Cause, blocked.Culprit),
            ReactionS = report.Reaction.TotalSeconds,
        };
    }

    public static InterventionState ToApi(InterventionReport report, TimeSpan silence)
    {
        var message = new InterventionState
        {
            Mode = ApiErrors.ToApi(report.Status.Mode),
            Source = (CommandSource)(int)report.Status.Source,
            Accepted = report.Accepted,
            Missing = report.Missing,
            SilenceTimeout = Duration.FromTimeSpan(silence),
            Epoch = report.Status.Epoch,
            ExecutedSequence = report.Status.Human.Sequence,
            Goal = report.Goal,
        };
        message.Command.Add(report.Command);
        return message;
    }

    public static RobotState ToApi(RobotSample sample, RobotDescription robot, ulong lost)
    {
        var status = sample.Status;
        var blocked = Blocker(status);
        var message = new RobotState
        {
            Time = ToApi(sample.Time),
            Tick = (ulong)status.TickIndex,
            Mode = ApiErrors.ToApi(status.Mode),
            Cause = ApiErrors.ToApi(status.Cause),
            Culprit = Culprits.Name(robot, status.Cause, status.Culprit),
            Source = (CommandSource)(int)status.Source,
            Epoch = status.Epoch,
            JointStateAgeS = status.JointStateAgeNs / 1e9,
            ScheduleRemainingS = status.ScheduleRemainingNs / 1e9,
            BlockedBy = ApiErrors.ToApi(blocked.Cause),
            BlockedByCulprit = Culprits.Name(robot, blocked.Cause, blocked.Culprit),
            TaskId = sample.TaskId,
            Standstill = status.IsStandstill,
            Lost = lost,
        };
        message.Measured.Add(sample.Measured);
        message.Command.Add(sample.Command);
        message.Shadow.Add(sample.Shadow);
        message.Failure = sample.Failure is { } failure ? FailureMessages.ToApi(failure) : null;
        foreach (var ageNs in sample.CameraAgesNs)
            message.CameraAgesS.Add(ageNs < 0 ? -1 : ageNs / 1e9);
        return message;
    }

    public static Chunk ToApi(ScheduledChunk chunk, DateTimeOffset start, ulong lost)
    {
        var message = new Chunk
        {
            Id = (ulong)chunk.Id,
            Epoch = chunk.Epoch,
            Start = ToApi(start),
            IntervalS = chunk.IntervalNs / 1e9,
            Horizon = chunk.Horizon,
            InferenceS = chunk.InferenceNs / 1e9,
            ModelS = chunk.ModelNs / 1e9,
            Lost = lost,
        };
        message.Actions.Add(chunk.Actions);
        return message;
    }

    public static TopicFigures ToApi(TopicReading topic) => new()
    {
        Name = topic.Name,
        Topic = topic.Topic,
        TimeoutS = topic.Timeout.TotalSeconds,
        AgeS = topic.Age?.TotalSeconds ?? -1,
        Received = (ulong)topic.Received,
        Dropped = (ulong)topic.Dropped,
        Invalid = (ulong)topic.Invalid,
        Publishers = topic.Publishers,
        IncompatibleQos = topic.IncompatibleQos,
    };

    public static CameraFrame ToApi(Picture picture, long nowNs, ulong lost) => new()
    {
        // Shared by everybody who looks; nobody writes into it.
        Jpeg = UnsafeByteOperations.UnsafeWrap(picture.Jpeg),
        Width = picture.Width,
        Height = picture.Height,
        AgeS = (nowNs - picture.TimeNs) / 1e9,
        Lost = lost,
    };

    public static Robot ToApi(RobotDescription robot, double rateHz)
    {
        var message = new Robot { Name = robot.Name, ControlRateHz = rateHz };
        message.Joints.Add(robot.Joints.Select(joint => new Joint
        {
            Name = joint.Name,
            Prismatic = joint.Prismatic,
            MinPosition = joint.MinPosition,
            MaxPosition = joint.MaxPosition,
            MaxVelocity = joint.MaxVelocity,
            MaxAcceleration = joint.MaxAcceleration,
        }));
        message.Cameras.Add(robot.Cameras.Select(camera => new Camera
        {
            Name = camera.Name,
            Topic = camera.Topic,
            TimeoutS = camera.Timeout.TotalSeconds,
        }));
        return message;
    }

    private static Timestamp? ToApi(DateTimeOffset? time) => time is { } known ? Timestamp.FromDateTimeOffset(known) : null;

    private static TickFault Blocker(in LoopStatus status) => !status.Demand.IsNone
        ? new TickFault(status.Demand.Cause, status.Demand.Culprit)
        : status.StartBlock;
}
