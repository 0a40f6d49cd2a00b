using System.Globalization;
using System.Text.Json;
using RobotPolicy.Api.V1;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Analysis.Measures;
using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Replay;
using RobotPolicy.Server.Operations.Logs;
using FailureState = RobotPolicy.Control.Failure.FailureState;
using ControlMode = RobotPolicy.Control.Model.ControlMode;

namespace RobotPolicy.Server.Api;

/// <summary>What happened in a recording as the API's messages, in the order of time.</summary>
internal static class LogMarks
{
    private const int MaxText = 200;

    public static IEnumerable<LogMark> ToApi(LogTimeline timeline)
    {
        var (trace, clock) = (timeline.Trace, timeline.Clock);
        var marks = trace.Marks.Select(mark => ToApi(mark, trace.EndNs, clock));
        if (trace.Recorded is { } side)
        {
            marks = marks
                .Concat(side.Holds.Spans.Select(span => ToApi(span, trace.Robot, clock)))
                .Concat(side.Alarms.Spans.Select(span => ToApi(span, clock)));
        }

        return marks.OrderBy(mark => mark.StartS).Take(LogTimeline.MaxMarks);
    }

    private static LogMark ToApi(ReplayMark mark, long endNs, LogClock clock)
    {
        var lasts = mark.Kind is ReplayMarkKind.Takeover or ReplayMarkKind.Alert;
        return new LogMark
        {
            Kind = mark.Kind switch
            {
                ReplayMarkKind.Takeover => LogMarkKind.Takeover,
                ReplayMarkKind.Alert => LogMarkKind.Alert,
                ReplayMarkKind.Drop => LogMarkKind.Drop,
                _ => LogMarkKind.Event,
            },
            StartS = clock.Seconds(mark.TimeNs),
            EndS = clock.Seconds(mark.EndNs ?? (lasts ? Math.Max(mark.TimeNs, endNs) : mark.TimeNs)),
            Text = LogMessages.Cut(mark.Text, MaxText),
            Detail = LogMessages.Cut(mark.Detail, MaxText),
            Severity = mark.Severity switch
            {
                "info" => Severity.Info,
                "warning" => Severity.Warning,
                "error" => Severity.Error,
                "critical" => Severity.Critical,
                _ => Severity.Unspecified,
            },
        };
    }

    private static LogMark ToApi(HoldSpan span, RobotDescription robot, LogClock clock) => new()
    {
        Kind = span.Mode == ControlMode.Holding ? LogMarkKind.Hold : LogMarkKind.Stop,
        StartS = clock.Seconds(span.StartNs),
        EndS = clock.Seconds(span.EndNs),
        Text = $"{Words(span.Mode)}: {Words(span.Cause)}",
        Detail = Culprits.Name(robot, span.Cause, span.Culprit),
        Cause = ApiErrors.ToApi(span.Cause),
    };

    private static LogMark ToApi(AlarmSpan span, LogClock clock)
    {
        var isAlarm = span.State == FailureState.Alarm;
        return new LogMark
        {
            Kind = isAlarm ? LogMarkKind.Alarm : LogMarkKind.Degraded,
            StartS = clock.Seconds(span.StartNs),
            EndS = clock.Seconds(span.EndNs),
            Text = isAlarm ? "the failure monitor expects a failure" : "the failure monitor cannot tell",
            Detail = isAlarm ? span.MaxRatio.ToString("G4", CultureInfo.InvariantCulture) : Words(span.Reason),
        };
    }

    private static string Words<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()).Replace('_', ' ');
}
