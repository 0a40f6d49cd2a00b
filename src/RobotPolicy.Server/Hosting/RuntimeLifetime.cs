using RobotPolicy.Server.Composition;
using RobotPolicy.Server.Telemetry;

namespace RobotPolicy.Server.Hosting;

/// <summary>Starts the runtime with the host and ends it with the host; its end is the arm's controlled stop.</summary>
internal sealed class RuntimeLifetime(RobotRuntime runtime, ILogger<RuntimeLifetime> logger) : IHostedService
{
    private ServiceMetrics? _metrics;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _metrics = new ServiceMetrics(runtime);
        runtime.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Log.ShuttingDown(logger);
        _metrics?.Dispose();
        runtime.Dispose();
        return Task.CompletedTask;
    }
}
