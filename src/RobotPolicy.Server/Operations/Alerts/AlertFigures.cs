using RobotPolicy.Server.Operations.Telemetry;

namespace RobotPolicy.Server.Operations.Alerts;

/// <summary>Figures of the alerts.</summary>
internal static class AlertFigures
{
    private static readonly MetricInstrument Open =
        new(MetricInstrument.Prefix + "alerts.open", "{alert}", MetricKind.Gauge) { Description = "Open alerts by severity." };

    /// <summary>Adds them.</summary>
    public static MetricsCatalog AddAlerts(this MetricsCatalog metrics, AlertBook alerts)
    {
        foreach (var severity in Enum.GetValues<AlertSeverity>())
            metrics.Add($"alerts.open.{severity}", $"Open alerts of severity {severity}.", Open.For("severity", severity.ToString()), () => alerts.CountOpen(severity));
        return metrics
            .Add("alerts.raised", "Alerts raised.", "{alert}", () => alerts.RaisedCount)
            .Add("alerts.dropped", "Open alerts that a newer one replaced.", "{alert}", () => alerts.DroppedOpenCount);
    }
}
