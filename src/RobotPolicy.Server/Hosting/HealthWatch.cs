using Grpc.HealthCheck;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace RobotPolicy.Server.Hosting;

/// <summary>
/// Whether the service lives, for <c>grpc.health.v1</c> and the service manager's watchdog: the control thread has ticked since the
/// last look. An arm that is held or stopped is no illness. A control thread that hangs cannot be mended from inside; the manager
/// restarts the service, which moves nothing when it starts.
/// </summary>
internal sealed class HealthWatch : BackgroundService
{
    /// <summary>Time from one look to the next. A watchdog that is shorter than two of them bites a healthy service.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly IRobotLoop _loop;
    private readonly HealthServiceImpl _health;
    private readonly ServiceManager _manager;
    private readonly TimeProvider _time;
    private readonly ILogger<HealthWatch> _logger;
    private long _tick = -1;
    private bool _wasHealthy = true;
    private bool _isReady;
    private volatile bool _isEnding;
    private string _doing = "";

    /// <param name="loop">The loop that must tick.</param>
    /// <param name="health">Answers those who ask over the API.</param>
    /// <param name="manager">Whoever started the service.</param>
    /// <param name="lifetime">Says when the end begins.</param>
    /// <param name="logger">Told of a control thread that hangs.</param>
    /// <param name="time">Clock.</param>
    public HealthWatch(
        IRobotLoop loop, HealthServiceImpl health, ServiceManager manager, IHostApplicationLifetime lifetime, ILogger<HealthWatch> logger, TimeProvider time)
    {
        (_loop, _health, _manager, _logger, _time) = (loop, health, manager, logger, time);
        lifetime.ApplicationStopping.Register(() =>
        {
            _isEnding = true;
            _health.SetStatus("", ServingStatus.NotServing);
            _manager.Stopping();
        });
    }

    /// <summary>Looks once.</summary>
    public void Look()
    {
        if (_isEnding)
            return;
        var now = _loop.ReadStatus();
        var isHealthy = now.TickIndex != _tick;
        _tick = now.TickIndex;
        _health.SetStatus("", isHealthy ? ServingStatus.Serving : ServingStatus.NotServing);
        if (isHealthy != _wasHealthy)
        {
            _wasHealthy = isHealthy;
            if (isHealthy)
                Log.ControlThreadTicks(_logger);
            else
                Log.ControlThreadHangs(_logger, Period.TotalMilliseconds);
        }

        if (!isHealthy || !_manager.IsPresent)
            return;
        if (!_isReady)
        {
            _isReady = true;
            _manager.Ready();
        }

        _manager.Alive();
        var doing = now.Cause == StopCause.None ? $"{now.Mode}" : $"{now.Mode}: {now.Cause}";
        if (doing == _doing)
            return;
        _doing = doing;
        _manager.Doing(doing);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, _time);
        try
        {
            do
                Look();
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The way out.
        }
    }
}
