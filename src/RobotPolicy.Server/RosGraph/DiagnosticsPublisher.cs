using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Model;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Server.RosGraph;

/// <summary>
/// The service's health on <c>/diagnostics</c> (<c>diagnostic_msgs/msg/DiagnosticArray</c>), for rqt_robot_monitor and whoever
/// aggregates. Each <see cref="Publish"/> is one round, to be called once a second by the housekeeping, never by the control thread.
/// Rates are over the time since the round before, percentiles since the service started.
/// </summary>
public sealed class DiagnosticsPublisher : IDisposable
{
    /// <summary>Topic of the diagnostics.</summary>
    public const string Topic = "/diagnostics";

    private readonly DiagnosticSources _sources;
    private readonly IRosTransport _transport;
    private readonly TimeProvider _time;
    private readonly IRosPublisher _publisher;
    private readonly LoopDiagnostics _loop;
    private readonly FailureDiagnostics _failure;
    private readonly TopicDiagnostics[] _topics;
    private readonly CdrBuffer _buffer = new(4096);
    private readonly string _prefix;
    private long _unsent;

    /// <summary>Announces the topic.</summary>
    /// <param name="transport">The wire, which is itself diagnosed.</param>
    /// <param name="sources">What is read.</param>
    /// <param name="time">Stamps the messages; ROS time where that is used.</param>
    public DiagnosticsPublisher(IRosTransport transport, DiagnosticSources sources, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(time);
        _transport = transport;
        _sources = sources;
        _time = time;
        _prefix = transport.NodeName.TrimStart('/') + ": ";
        _loop = new LoopDiagnostics(sources, _prefix);
        _failure = new FailureDiagnostics(sources, _prefix);
        _topics = [.. sources.Topics.Select(topic => new TopicDiagnostics(topic, sources.HardwareId, _prefix))];
        _publisher = transport.CreatePublisher(Topic, DiagnosticArray.Type, QosProfile.Default with { MaxBlocking = TimeSpan.Zero });
    }

    /// <summary>Rounds that the transport did not take.</summary>
    public long UnsentCount => Interlocked.Read(ref _unsent);

    /// <summary>Publishes one round. One thread.</summary>
    public void Publish()
    {
        var stamp = RosTime.FromNs((_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100);
        var message = new DiagnosticArray(stamp, "", Collect());
        if (!_buffer.TryEncode(message, out _) || _publisher.Publish(_buffer.Cdr) != PublishStatus.Sent)
            Interlocked.Increment(ref _unsent);
    }

    /// <summary>Leaves the topic.</summary>
    public void Dispose() => _publisher.Dispose();

    private List<DiagnosticStatus> Collect()
    {
        var nowNs = _sources.Clock.NowNs;
        var status = _sources.ReadStatus();
        var endpoints = _transport.GetEndpoints();
        List<DiagnosticStatus> all = [_loop.DescribeControl(status, nowNs), _loop.DescribeInference(status), _failure.Describe(status)];
        foreach (var topic in _topics)
            all.Add(topic.Describe(endpoints, nowNs));
        for (var i = 0; i < (_sources.StopInputs?.Inputs.Count ?? 0); i++)
            all.Add(Describe(_sources.StopInputs!.GetStatus(i, nowNs)));
        if (_sources.RosTime is { } rosTime)
            all.Add(Describe(rosTime));
        if (_sources.Recorder is { } recorder)
            all.Add(RecordingDiagnostics.Describe(recorder, _sources.HardwareId, _prefix));
        all.Add(Describe(endpoints));
        return all;
    }

    private DiagnosticStatus Describe(in StopInputStatus input)
    {
        var builder = new StatusBuilder($"{_prefix}stop input {input.Name}", _sources.HardwareId)
            .Add("topic", input.Topic)
            .Add("state", input.Fault.ToString())
            .AddMilliseconds("age_ms", input.AgeNs)
            .Add("received", input.ReceivedCount)
            .Add("malformed", input.MalformedCount)
            .Add("publishers", input.PublisherCount);
        return input.Fault switch
        {
            StopInputFault.None when input.PublisherCount == 0 => builder.Raise(DiagnosticLevel.Warn, "allows motion, but its publisher is gone").Build(),
            StopInputFault.None => builder.Build("allows motion"),
            StopInputFault.Thrown => builder.Raise(DiagnosticLevel.Error, "stops").Build(),
            StopInputFault.Silent => builder.Raise(DiagnosticLevel.Stale, "silent, which stops").Build(),
            _ => builder.Raise(DiagnosticLevel.Stale, "never heard, which forbids a start").Build(),
        };
    }

    private DiagnosticStatus Describe(RosTimeSource rosTime)
    {
        var state = rosTime.State;
        var builder = new StatusBuilder($"{_prefix}clock", _sources.HardwareId)
            .Add("state", state.ToString())
            .Add("jumps", rosTime.JumpCount)
            .Add("malformed", rosTime.MalformedCount)
            .Add("publishers", rosTime.PublisherCount);
        if (rosTime.PublisherCount > 1)
            builder.Raise(DiagnosticLevel.Warn, "several publishers of /clock");
        return state switch
        {
            RosTimeState.Running => builder.Build("follows /clock"),
            RosTimeState.JumpedBack => builder.Raise(DiagnosticLevel.Warn, "/clock went back").Build(),
            RosTimeState.Silent => builder.Raise(DiagnosticLevel.Stale, "/clock is silent").Build(),
            _ => builder.Raise(DiagnosticLevel.Stale, "no /clock yet").Build(),
        };
    }

    /// <summary>All endpoints in one status; what the robot must publish has its own beside.</summary>
    private DiagnosticStatus Describe(IReadOnlyList<RosEndpointStatus> endpoints)
    {
        var builder = new StatusBuilder(_prefix + "endpoints", _sources.HardwareId);
        foreach (var endpoint in endpoints)
        {
            builder.Add($"{endpoint.Kind} {endpoint.Topic}", endpoint.IncompatibleQosTotal == 0
                ? $"matched {endpoint.Matched}"
                : $"matched {endpoint.Matched}, incompatible {endpoint.LastIncompatiblePolicy} {endpoint.IncompatibleQosTotal}");
            if (endpoint.IncompatibleQosTotal > 0)
                builder.Raise(DiagnosticLevel.Warn, $"{endpoint.Topic}: incompatible QoS {endpoint.LastIncompatiblePolicy}");
        }

        builder.Add("dropped events", _transport.DroppedEventCount);
        if (_sources.Rosout is { } rosout)
            builder.Add("dropped log lines", rosout.DroppedCount + rosout.UnsentCount);
        return builder.Build($"{endpoints.Count} endpoints");
    }
}
