using Google.Protobuf.WellKnownTypes;
using RobotPolicy.Api.V1;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Log;
using RobotPolicy.Server.Operations.Alerts;
using RobotPolicy.Server.Operations.Logs;
using CommandSource = RobotPolicy.Api.V1.CommandSource;
using FailureState = RobotPolicy.Control.Failure.FailureState;
using Moment = RobotPolicy.Data.Analysis.LogMoment;

namespace RobotPolicy.Server.Api;

/// <summary>Recordings as the API's messages. Enumerations have the same values on both sides; a test compares them.</summary>
internal static class LogMessages
{
    private const int MaxText = 500;

    public static LogEntry ToApi(LogShown log)
    {
        var message = new LogEntry
        {
            Name = log.Log.Name,
            BeganAt = log.Glance.Start is { } start ? Timestamp.FromDateTimeOffset(start) : null,
            DurationS = log.Glance.Duration.TotalSeconds,
            SizeBytes = log.Glance.Bytes,
            IsOpen = log.Log.IsOpen,
            Problem = log.Glance.Problem,
            Tasks = log.Glance.Tasks ?? -1,
        };
        message.Policies.Add(log.Glance.Policies);
        return message;
    }

    public static LoggedTask ToApi(LogTask task, LogClock clock) => new()
    {
        TaskId = Cut(task.Span.Id),
        StartS = clock.Seconds(task.Span.StartNs),
        EndS = clock.Seconds(task.EndNs),
        IsComplete = task.Span.EndNs is not null,
        Text = Cut(task.Span.Text),
        Policy = Cut(task.Span.Policy),
        StartedBy = Cut(task.Span.StartedBy),
        State = Cut(task.Span.State),
        Cause = task.Span.Cause == "none" ? "" : Cut(task.Span.Cause),
        Verdict = task.Outcome switch
        {
            "success" => Verdict.Success,
            "failure" => Verdict.Failure,
            "unsure" => Verdict.Unsure,
            _ => Verdict.Unspecified,
        },
        VerdictBy = Cut(task.OutcomeBy),
        Comment = Cut(task.Label?.Comment ?? ""),
        Takeovers = task.Takeovers,
        Holds = task.Holds,
        Alarms = task.Alarms,
    };

    public static Timeline ToApi(LogTimeline timeline)
    {
        var (trace, clock) = (timeline.Trace, timeline.Clock);
        var message = new Timeline
        {
            Name = timeline.Name,
            BeganAt = Timestamp.FromDateTimeOffset(clock.Start),
            DurationS = timeline.Duration.TotalSeconds,
            Robot = ApiMessages.ToApi(timeline.Facts.Profile.Robot, timeline.Facts.RateHz),
            RateHz = timeline.Facts.RateHz,
            Recorded = LogCurves.ToApi(trace.Recorded, string.Join(", ", trace.Equipped), clock),
        };
        message.Tasks.Add(timeline.Tasks.Select(task => ToApi(task, clock)));
        message.Marks.Add(LogMarks.ToApi(timeline));
        message.Problems.Add(timeline.Problems);
        if (timeline.Result is not { } result)
            return message;
        message.Replayed = LogCurves.ToApi(trace.Replayed, string.Join(", ", trace.Packages.Select(package => package.NameNow).Where(name => name.Length > 0).Distinct()), clock);
        message.Differences.Add(trace.Differences.Select(curve => LogCurves.ToApi(curve, clock)));
        message.Comparison = new Comparison
        {
            Ticks = result.Comparison.TickCount,
            DifferentTicks = result.Comparison.DifferentTicks,
            MaxCommandDifference = result.Comparison.MaxCommandDifference,
            Exact = result.IsExact,
            RealTimeFactor = result.WallTime > TimeSpan.Zero ? result.LogTime / result.WallTime : 0,
        };
        return message;
    }

    public static LogMoment ToApi(Moment moment, RobotDescription robot, LogClock clock, IReadOnlyList<string> scores)
    {
        ref readonly var tick = ref moment.Tick.Record;
        var message = new LogMoment
        {
            AtS = clock.Seconds(tick.TimeNs),
            Tick = (ulong)tick.Index,
            Mode = ApiErrors.ToApi(tick.Mode),
            Cause = ApiErrors.ToApi(tick.Cause),
            Culprit = Culprits.Name(robot, tick.Cause, tick.Culprit),
            Source = (CommandSource)(int)tick.Source,
            Epoch = tick.Epoch,
            TaskId = moment.Task,
            Failure = moment.Failure.State == FailureState.Off ? null : FailureMessages.ToApi(new MonitorReading(moment.Failure with { Epoch = tick.Epoch }, scores)),
        };
        if (tick.HasJointState)
            message.Measured.Add(tick.Positions);
        if (tick.Source != Control.Loop.CommandSource.None)
            message.Command.Add(tick.Command);
        message.Shadow.Add(moment.Shadow);
        if (moment.Chunk is { Horizon: > 0 } chunk && chunk.Actions.Length == chunk.Horizon * robot.Joints.Count)
            message.Chunk = ToApi(chunk, robot, clock);
        return message;
    }

    /// <summary>What a recording holds may be of any length.</summary>
    public static string Cut(string text, int longest = MaxText) => text.Length <= longest ? text : text[..longest] + "…";

    private static LoggedChunk ToApi(LoggedInference chunk, RobotDescription robot, LogClock clock)
    {
        var message = new LoggedChunk
        {
            StartS = clock.Seconds(chunk.ChunkStartNs),
            IntervalS = chunk.IntervalNs / 1e9,
            Horizon = chunk.Horizon,
            LatencyS = (chunk.EndNs - chunk.Request.TimeNs) / 1e9,
        };
        message.Joints.Add(robot.Joints.Select(joint => joint.Name));
        message.Actions.Add(chunk.Actions.Select(action => (float)action));
        return message;
    }
}
