using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Timing;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Server.Composition;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.Server.Options;
using Goal = RobotPolicy.Api.V1.Goal;

namespace RobotPolicy.Server.Hosting;

/// <summary>
/// Ten times a second, beside the loop: logs what changed (mode, causes, matches, QoS conflicts, overruns), and starts the task that was
/// asked for on the command line once nothing forbids it. Touches no state of the loop.
/// </summary>
internal sealed class HouseKeeping(ServiceParts parts, ServerOptions options, ILogger<HouseKeeping> logger, TimeProvider time)
    : BackgroundService
{
    private readonly RobotRuntime _runtime = parts.Runtime;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    // Discovery on a LAN takes a second or two; what is alone after this is probably misconfigured.
    private static readonly TimeSpan DiscoveryTime = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FaultRepeat = TimeSpan.FromSeconds(30);

    private readonly OverrunWatch _overruns = new(parts.Runtime.Scheduler, parts.Runtime.LongTicks, time);
    private LoopStatus _before;
    private Exception? _loggedException;
    private string _loggedFault = "";
    private Exception? _loggedThrown;
    private long _faultLoggedAt;
    private volatile bool _taskRequested;
    private bool _lonelyReported;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Log.Ready(logger, parts.Room.Policies.Active is { Length: > 0 } policy ? policy : "none", _runtime.Robot.Name, options.RateHz, _runtime.Transport.NodeName);
        Log.Runtime(logger, RuntimeFacts.Describe(options.InferenceThreads));
        foreach (var setting in await _runtime.ReadRealTimeSettingsAsync().WaitAsync(stoppingToken).ConfigureAwait(false))
        {
            if (setting.Applied)
                Log.RealTimeApplied(logger, setting.Name);
            else
                Log.RealTimeRefused(logger, setting.Name, setting.Reason!);
        }

        if (SocketBufferCheck.FindWarning() is { } warning)
            Log.SmallSocketBuffer(logger, warning);

        var startedAt = time.GetTimestamp();
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            ReportEndpoints();
            ReportLoop(_runtime.ReadStatus());
            ReportPolicy();
            if (_overruns.TryTake(out var overruns))
                Log.Overran(logger, overruns.Count, overruns.Skipped, Math.Round(overruns.WorstLatenessNs / 1e6, 1), overruns.LongTicks, overruns.Preempted);
            if (!_lonelyReported && time.GetElapsedTime(startedAt) > DiscoveryTime)
                ReportLonelyEndpoints();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    /// <summary>What nobody is on the other side of. That nobody calls a service or reads what we tell the graph is no mistake.</summary>
    private void ReportLonelyEndpoints()
    {
        _lonelyReported = true;
        var profile = _runtime.Profile;
        string[] wanted =
        [
            .. profile.Commands.Select(commands => commands.Topic), .. profile.ObservedTopics, .. profile.StopInputs.Select(input => input.Topic),
        ];
        foreach (var endpoint in _runtime.Transport.GetEndpoints())
            if (endpoint.Matched == 0 && wanted.Contains(endpoint.Topic))
                Log.Lonely(logger, endpoint.Kind, endpoint.Topic, options.Ros.DomainId, options.Ros.Discovery);
    }

    private void ReportEndpoints()
    {
        while (_runtime.Transport.TryReadEvent(out var change))
        {
            Log.Endpoint(logger, change.Kind, change.Topic, change.Matched);
            if (change.IncompatibleQosTotal > 0)
                Log.IncompatibleQos(logger, change.Topic, change.LastIncompatiblePolicy, change.IncompatibleQosTotal);
        }
    }

    private void ReportLoop(LoopStatus now)
    {
        if (now.Mode != _before.Mode || now.Cause != _before.Cause)
        {
            if (now.Cause is StopCause.None or StopCause.TaskEnded or StopCause.Shutdown or StopCause.Takeover)
                Log.Mode(logger, now.Mode, now.Epoch);
            else
                Log.Stopped(logger, now.Mode, now.Cause, NameOfCulprit(now.Cause, now.Culprit), now.Epoch);
        }

        if (now.Mode == ControlMode.Idle && now.StartBlock != _before.StartBlock && !now.StartBlock.IsNone)
            Log.NotReady(logger, now.StartBlock.Cause, NameOfCulprit(now.StartBlock.Cause, now.StartBlock.Culprit));
        if (_runtime.Loop.LastException is { } exception && !ReferenceEquals(exception, _loggedException))
        {
            _loggedException = exception;
            Log.InternalError(logger, exception);
        }

        if (options.Task is { } task && !_taskRequested && now.TickIndex > 0 && now.StartBlock.IsNone)
        {
            _taskRequested = true;
            _ = StartTaskAsync(task);
        }

        _before = now;
    }

    /// <summary>A policy that throws does so at every inference: the same words are repeated once in a while only.</summary>
    private void ReportPolicy()
    {
        var fault = parts.Room.Policies.ActiveFault;
        if (fault.Text == _loggedFault && (fault.Thrown is null || ReferenceEquals(fault.Thrown, _loggedThrown) || time.GetElapsedTime(_faultLoggedAt) < FaultRepeat))
            return;
        (_loggedFault, _loggedThrown, _faultLoggedAt) = (fault.Text, fault.Thrown, time.GetTimestamp());
        if (fault.Text.Length > 0)
            Log.PolicyFault(logger, parts.Room.Policies.Active, fault.Text, fault.Thrown);
    }

    /// <summary>The task of the command line, which needs no session: whoever started the service stands beside it.</summary>
    private async Task StartTaskAsync(string task)
    {
        try
        {
            await parts.Room.Tasks.StartAsync(new TaskStart { Goal = new Goal { Text = task }, StartedBy = "command line" }).ConfigureAwait(false);
            Log.TaskStarted(logger, task);
        }
        catch (Exception exception) when (exception is OperationException or TimeoutException)
        {
            Log.TaskRefused(logger, task, exception.Message);
            _taskRequested = false;
        }
    }

    private string NameOfCulprit(StopCause cause, int culprit) => Culprits.Name(_runtime.Robot, cause, culprit);
}
