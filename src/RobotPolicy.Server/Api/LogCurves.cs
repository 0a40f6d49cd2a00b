using RobotPolicy.Api.V1;
using RobotPolicy.Data.Analysis.Measures;
using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Replay;

namespace RobotPolicy.Server.Api;

/// <summary>One side of a recording as the API's messages.</summary>
internal static class LogCurves
{
    public static LogSide ToApi(ReplaySide? side, string policy, LogClock clock)
    {
        var message = new LogSide { Policy = LogMessages.Cut(policy) };
        if (side is null)
            return message;
        message.Phases.Add(side.Spans.Spans.Select(span => new PhaseSpan
        {
            Source = (CommandSource)(int)span.Source,
            Mode = ApiErrors.ToApi(span.Mode),
            StartS = clock.Seconds(span.StartNs),
            EndS = clock.Seconds(span.EndNs),
        }));
        message.Commands.Add(side.Commands.Select(curve => ToApi(curve, clock)));
        message.Measured.Add(side.Measured.Select(curve => ToApi(curve, clock)));
        message.FailureRatio = ToApi(side.Ratio, clock);
        return message;
    }

    public static Curve ToApi(MinMaxSeries series, LogClock clock)
    {
        var curve = new Curve { StartS = clock.Seconds(series.StartNs), WidthS = series.WidthNs / 1e9 };
        for (var bin = 0; bin < series.Count; bin++)
        {
            var has = series.TryRead(bin, out var low, out var high);
            curve.Low.Add(has ? (float)low : float.NaN);
            curve.High.Add(has ? (float)high : float.NaN);
        }

        return curve;
    }
}
