using RobotPolicy.Server.Composition;
using RobotPolicy.Server.Sessions;
using RobotPolicy.Server.Telemetry;

namespace RobotPolicy.Server.Hosting;

/// <summary>
/// Runs the operator's room with the host and ends everything with it. The arm is stopped the moment the host is asked to stop,
/// before any client has been said goodbye to.
/// </summary>
internal sealed class RuntimeLifetime(
    ServiceParts parts, AccessGate gate, LeaseBook leases, LastMetrics lastMetrics, IHostApplicationLifetime lifetime, ILogger<RuntimeLifetime> logger) : BackgroundService
{
    private ServiceMetrics? _metrics;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        ClientFigures.AddTo(parts.Room.Metrics, () => gate.ClientCount, () => gate.StreamCount, () => leases.State.Held);
        _metrics = new ServiceMetrics(parts.Room.Metrics);
        lifetime.ApplicationStopping.Register(() =>
        {
            Log.ShuttingDown(logger);
            parts.Runtime.Loop.ShutDownAsync();
            gate.ShutDown();
        });
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);

        // The arm stands before anybody is waited for.
        parts.Runtime.Stop();
        lastMetrics.Send();
        _metrics?.Dispose();
        parts.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => parts.Room.RunAsync(stoppingToken);
}
