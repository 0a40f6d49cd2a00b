using RobotPolicy.Server.Operations.Telemetry;

namespace RobotPolicy.Server.Sessions;

/// <summary>Figures of those who are connected.</summary>
internal static class ClientFigures
{
    /// <summary>Adds them.</summary>
    /// <param name="metrics">Where.</param>
    /// <param name="readClients">Reads how many clients hold a stream open.</param>
    /// <param name="readStreams">Reads how many streams are open.</param>
    /// <param name="isLeaseHeld">Reads whether somebody holds the lease.</param>
    public static void AddTo(MetricsCatalog metrics, Func<int> readClients, Func<int> readStreams, Func<bool> isLeaseHeld) => metrics
        .Add("api.clients", "Clients with an open stream.", "{client}", () => readClients(), MetricKind.Gauge)
        .Add("api.streams", "Open streams.", "{stream}", () => readStreams(), MetricKind.Gauge)
        .Add("api.lease_held", "Whether somebody holds the lease: 1, or 0.", "{lease}", () => isLeaseHeld() ? 1 : 0, MetricKind.Gauge);
}
