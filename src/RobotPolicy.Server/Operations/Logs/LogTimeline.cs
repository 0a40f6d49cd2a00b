using RobotPolicy.Data.Log;
using RobotPolicy.Data.Replay;

namespace RobotPolicy.Server.Operations.Logs;

/// <summary>A recording as a whole, or with its replay beside it; nobody changes it any more.</summary>
public sealed record LogTimeline
{
    /// <summary>Most takeovers, alerts, holds, alarms, drops and events that are told.</summary>
    public const int MaxMarks = 2000;

    private const int MaxProblems = 100;
    private const int MaxProblem = 400;

    /// <summary>Name of the recording.</summary>
    public required string Name { get; init; }

    /// <summary>What stands at its beginning.</summary>
    public required LogFacts Facts { get; init; }

    /// <summary>Its times.</summary>
    public required LogClock Clock { get; init; }

    /// <summary>From its first to its last message.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What was seen of it.</summary>
    public required ReplayTrace Trace { get; init; }

    /// <summary>Its tasks.</summary>
    public required IReadOnlyList<LogTask> Tasks { get; init; }

    /// <summary>What could not be read or kept, as sentences.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>What its replay came to; <see langword="null"/> where nothing was replayed.</summary>
    public ReplayResult? Result { get; init; }

    /// <summary>Puts one together.</summary>
    /// <param name="log">The recording.</param>
    /// <param name="facts">What stands at its beginning.</param>
    /// <param name="clock">Its times.</param>
    /// <param name="duration">From its first to its last message.</param>
    /// <param name="trace">What was seen of it, to its end.</param>
    /// <param name="problems">What could not be read.</param>
    /// <param name="result">What its replay came to.</param>
    /// <exception cref="IOException">Its labels cannot be read.</exception>
    public static LogTimeline Of(
        LogFound log, LogFacts facts, LogClock clock, TimeSpan duration, ReplayTrace trace, IEnumerable<string> problems, ReplayResult? result)
    {
        var labels = LogLabels.Read(log.Path);
        return new LogTimeline
        {
            Name = log.Name,
            Facts = facts,
            Clock = clock,
            Duration = duration,
            Trace = trace,
            Tasks = [.. trace.Tasks.Tasks.Select(task =>
            {
                var (takeovers, holds, alarms) = trace.CountsOf(task.Id);
                return new LogTask(task, task.EndNs ?? Math.Max(task.StartNs, trace.EndNs), labels.Newest.GetValueOrDefault(task.Id), takeovers, holds, alarms);
            })],
            Problems = [.. problems.Concat(LeftOut(trace, labels)).Select(OneLine).Take(MaxProblems)],
            Result = result,
        };
    }

    private static IEnumerable<string> LeftOut(ReplayTrace trace, LogLabels labels)
    {
        if (trace.Recorded is null)
            yield return "there are no ticks in it";
        if (trace.Tasks.LeftOut > 0)
            yield return $"{trace.Tasks.LeftOut} changes of tasks are left out: there are more than {trace.Tasks.Tasks.Count} tasks";
        if (trace.MarksLeftOut > 0)
            yield return $"{trace.MarksLeftOut} takeovers, alerts, drops and events are left out: there are more than {trace.Marks.Count}";
        if (trace.Recorded is { Spans.MergedCount: > 0 } side)
            yield return $"{side.Spans.MergedCount} short spans of who moved the arm are part of their neighbours: there are more than fit";
        if (trace.Recorded is { } held && held.Holds.Count > held.Holds.Spans.Count)
            yield return $"{held.Holds.Count - held.Holds.Spans.Count} holds and stops are left out: there are more than {held.Holds.Spans.Count}";
        if (trace.Recorded is { } alarmed && alarmed.Alarms.Count > alarmed.Alarms.Spans.Count)
            yield return $"{alarmed.Alarms.Count - alarmed.Alarms.Spans.Count} alarms are left out: there are more than {alarmed.Alarms.Spans.Count}";
        if (trace.Marks.Count + (trace.Recorded?.Holds.Spans.Count ?? 0) + (trace.Recorded?.Alarms.Spans.Count ?? 0) is > MaxMarks and var marks)
            yield return $"{marks - MaxMarks} marks at its end are left out: there are more than {MaxMarks}";
        if (labels.MalformedCount > 0)
            yield return $"{labels.MalformedCount} lines of its labels are none";
    }

    // An exception of the loop brings its whole stack.
    private static string OneLine(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var line = end < 0 ? text : text[..end].TrimEnd();
        return line.Length <= MaxProblem ? line : line[..MaxProblem] + "…";
    }
}
