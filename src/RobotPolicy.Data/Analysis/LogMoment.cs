using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Analysis;

/// <summary>One tick of a recording, with what it was made of; immutable.</summary>
public sealed record LogMoment
{
    /// <summary>How old a tick may be that is found for a moment.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ChunkReach = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TaskReach = TimeSpan.FromDays(365);
    private const int MaxTaskEvents = 100;

    /// <summary>The tick.</summary>
    public required LoggedTick Tick { get; init; }

    /// <summary>The inference whose actions were in use; <see langword="null"/> where there was none, or it is not in the recording.</summary>
    public LoggedInference? Chunk { get; init; }

    /// <summary>What the failure monitor said, with its scores where its inference is in the recording.</summary>
    public FailureReport Failure { get; init; }

    /// <summary>The task that was under way; empty for none.</summary>
    public string Task { get; init; } = "";

    /// <summary>Package of its policy.</summary>
    public string Policy { get; init; } = "";

    /// <summary>What the policy would have done while a human was in command; empty otherwise.</summary>
    public IReadOnlyList<double> Shadow => Tick.Record is { Mode: ControlMode.Human, Schedule.Status: ScheduleStatus.Active } ? Tick.Record.Target : [];

    /// <summary>Finds the newest tick at a moment; before the first tick, the first one.</summary>
    /// <param name="log">The recording.</param>
    /// <param name="seconds">The moment, since its first message; what lies outside is its beginning or its end.</param>
    /// <returns><see langword="null"/> where there is no tick within <see cref="Reach"/>.</returns>
    /// <exception cref="BagException">The recording is damaged there.</exception>
    public static LogMoment? Find(LogSeeker log, double seconds)
    {
        ArgumentNullException.ThrowIfNull(log);
        var tick = new LoggedTick();
        bool Take(ulong time, ReadOnlySpan<byte> cdr) => TickCodec.TryRead(cdr, tick, out _) && LogStream.Fits(tick.Record, log.Facts.Profile.Robot);

        var topic = Topic(log, LogTypes.Tick);
        var at = Math.Min(log.Clock.LogTime(seconds), log.EndTime);
        if (!log.FindBefore(topic, at, Reach, Take) && !(log.Clock.SecondsOf(at) < Reach.TotalSeconds && log.FindFirst(topic, Reach, Take)))
            return null;
        var (task, policy) = tick.Record.Mode == ControlMode.Idle ? ("", "") : TaskAt(log, at);
        var (chunk, failure) = InferencesOf(log, tick.Record, at);
        return new LogMoment { Tick = tick, Chunk = chunk, Failure = failure, Task = task, Policy = policy };
    }

    /// <summary>The chunk in use and the report that holds, which are newer than every other one or a few inferences older.</summary>
    private static (LoggedInference? Chunk, FailureReport Failure) InferencesOf(LogSeeker log, in TickRecord tick, ulong at)
    {
        var (wanted, judged, failure) = (tick.Schedule.ChunkId, tick.Failure.ChunkId, tick.Failure);
        var oldest = wanted == 0 ? judged : judged == 0 ? wanted : Math.Min(wanted, judged);
        if (oldest == 0)
            return (null, failure);
        LoggedInference? chunk = null;
        log.FindBefore(Topic(log, LogTypes.Inference), at, ChunkReach, (_, cdr) =>
        {
            if (InferenceCodec.Read(cdr, out var _) is not { } inference)
                return false;
            if (inference.Request.Id == wanted && inference.Outcome == InferenceOutcome.Ok)
                chunk = inference;
            if (inference.Request.Id == judged && inference.Failure.State == failure.State)
                failure = inference.Failure with { ScoringNs = inference.ScoringNs };
            return inference.Request.Id <= oldest;
        });
        return (chunk, failure);
    }

    /// <summary>The newest task that was not over: one that is may still get a verdict while the next one runs.</summary>
    private static (string Task, string Policy) TaskAt(LogSeeker log, ulong at)
    {
        var (task, policy, left) = ("", "", MaxTaskEvents);
        var over = new HashSet<string>(StringComparer.Ordinal);
        log.FindBefore(Topic(log, LogTypes.Event), at, TaskReach, (_, cdr) =>
        {
            if (EventCodec.Read(cdr, out var _) is { Kind: LogEvents.Task } item && !over.Contains(item.Subject))
            {
                var data = EventData.Of(item);
                if (data.Text("state") is "ended" or "failed")
                    over.Add(item.Subject);
                else
                    (task, policy) = (item.Subject, data.Text("policy"));
            }

            return task.Length > 0 || --left == 0;
        });
        return (task, policy);
    }

    private static string Topic(LogSeeker log, Ros.Transport.RosMessageType type) => LogTypes.TopicOf(log.Facts.NodeName, type);
}
