namespace RobotPolicy.Server.RosGraph;

/// <summary>
/// Keeps the graph informed, beside the loop: ten times a second the state, alerts and the log, once a second the diagnostics. What fails is
/// logged once per kind of exception and tried again; nothing here can stop the service.
/// </summary>
/// <param name="state">The state's topics.</param>
/// <param name="readState">The state now.</param>
/// <param name="diagnostics">The diagnostics.</param>
/// <param name="rosout">The log on the graph, where there is one.</param>
/// <param name="alerts">The alerts on the graph, where they are told.</param>
/// <param name="logger">The log.</param>
/// <param name="time">The real clock, never ROS time: diagnostics go on when a simulation stands still.</param>
public sealed partial class RosGraphWorker(
    StateTopic state,
    Func<RobotState> readState,
    DiagnosticsPublisher diagnostics,
    RosoutLogger? rosout,
    AlertTopic? alerts,
    ILogger<RosGraphWorker> logger,
    TimeProvider time)
    : BackgroundService
{
    /// <summary>Time between two looks at the state.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private const int RoundsPerDiagnostics = 10;

    private Type? _logged;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        for (var round = 0L; await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false); round++)
            Run(round);
    }

    /// <summary>One round.</summary>
    internal void Run(long round)
    {
        try
        {
            state.Update(readState());
            alerts?.Drain();
            rosout?.Drain();
            if (round % RoundsPerDiagnostics == 0)
                diagnostics.Publish();
        }
        catch (Exception exception)
        {
            if (_logged == exception.GetType())
                return;
            _logged = exception.GetType();
            Failed(logger, exception);
        }
    }

    [LoggerMessage(40, LogLevel.Error, "The ROS graph could not be informed")]
    private static partial void Failed(ILogger logger, Exception exception);
}
