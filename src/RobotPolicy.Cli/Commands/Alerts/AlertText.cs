using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Alerts;

/// <summary>Alerts as people read them.</summary>
internal static class AlertText
{
    /// <summary>One alert in one line.</summary>
    public static string Line(Alert alert, TimeProvider clock)
    {
        var text = $"{Words.Time(alert.RaisedAt, clock)}  {Words.Of(alert.Severity),-8}  {alert.AlertId}  {alert.Source}: {alert.Text}";
        return State(alert, clock) is { Length: > 0 } state ? $"{text} ({state})" : text;
    }

    /// <summary>Several as a table.</summary>
    public static Sheet Table(IReadOnlyList<Alert> alerts, TimeProvider clock)
    {
        var sheet = new Sheet("Id", "Raised", "Severity", "Source", "Alert", "State") { Empty = "No alerts." };
        foreach (var alert in alerts)
        {
            sheet.Row(
                alert.AlertId,
                Words.Time(alert.RaisedAt, clock),
                new Cell(Words.Of(alert.Severity), Words.ToneOf(alert.Severity)),
                alert.Source,
                alert.Text,
                new Cell(State(alert, clock), Tone.Dim));
        }

        return sheet;
    }

    /// <summary>Several as a table, and below it the scores of those that the monitor raised and that are open.</summary>
    public static IReadOnlyList<Sheet> Sheets(IReadOnlyList<Alert> alerts, TimeProvider clock) =>
    [
        Table(alerts, clock),
        .. alerts.Where(alert => alert is { Failure.Scores.Count: > 0, ResolvedAt: null }).Select(alert => MonitorText.Scores(alert.AlertId, alert.Failure)),
    ];

    private static string State(Alert alert, TimeProvider clock)
    {
        var parts = new List<string>();
        if (alert.ResolvedAt is not null)
            parts.Add($"resolved {Words.Time(alert.ResolvedAt, clock)}"
                + (alert.ResolvedBy.Length > 0 ? $" by {alert.ResolvedBy}" : "") + (alert.Resolution.Length > 0 ? $": {alert.Resolution}" : ""));
        if (alert.AcknowledgedAt is not null)
            parts.Add($"seen by {alert.AcknowledgedBy}" + (alert.Comment.Length > 0 ? $": {alert.Comment}" : ""));
        if (alert.HasSnapshot)
            parts.Add("with pictures");
        return string.Join(", ", parts);
    }
}
