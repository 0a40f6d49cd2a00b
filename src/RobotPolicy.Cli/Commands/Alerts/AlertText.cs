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

    private static string State(Alert alert, TimeProvider clock)
    {
        var parts = new List<string>();
        if (alert.ResolvedAt is not null)
            parts.Add($"resolved {Words.Time(alert.ResolvedAt, clock)}");
        if (alert.AcknowledgedAt is not null)
            parts.Add($"seen by {alert.AcknowledgedBy}" + (alert.Comment.Length > 0 ? $": {alert.Comment}" : ""));
        return string.Join(", ", parts);
    }
}
