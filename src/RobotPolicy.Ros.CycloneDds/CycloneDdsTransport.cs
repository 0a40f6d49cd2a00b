using System.Globalization;
using RobotPolicy.Ros.CycloneDds.Interop;
using RobotPolicy.Ros.Naming;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.CycloneDds;

/// <summary>
/// A ROS 2 node on the wire through Cyclone DDS, without a ROS installation. One receive thread calls the handlers; a second thread
/// looks after events and the log. DDS is not authenticated: whatever arrives may come from anyone who reaches the ports.
/// </summary>
/// <remarks>
/// Samples that consumers retained stay valid after <see cref="Dispose"/>; the native domain then lives until the last is released.
/// Disposing waits at most five seconds each for a handler that does not return, says so in the log, and goes on without it.
/// </remarks>
public sealed partial class CycloneDdsTransport : IRosTransport, IRosGraph
{
    private const long NsPerSecond = 1_000_000_000;
    private const int SamplePoolCapacity = 256;
    private const int EventCapacity = 256;

    // Any "key=value;" keeps Jazzy from warning about an endpoint that announces no type hash.
    private const string NoTypeHashUserData = "origin=robotpolicy;";

    private readonly Lock _lock = new();
    private readonly EndpointEventQueue _events = new(EventCapacity);
    private readonly Action<CycloneLogEntry> _sink;
    private readonly IDisposable _nativeLog;
    private readonly DdsParticipant _participant;
    private readonly GraphAnnouncer _graph;
    private readonly ReceiveLoop _receive;
    private readonly HouseKeeping _houseKeeping;

    // Replaced as a whole, so that the house-keeping walks it without a copy.
    private CycloneEndpoint[] _endpoints = [];
    private CycloneDdsStatistics _closedStatistics;
    private GraphObserver? _observer;
    private bool _isDisposed;

    /// <summary>Joins the graph.</summary>
    /// <param name="options">Set-up; read here and not later.</param>
    /// <param name="log">
    /// Receives the lines of the native library for this domain, at most ten per second and severity, and those of the transport. Called
    /// on the transport's threads and on the caller's; writes to stderr when <see langword="null"/>.
    /// </param>
    /// <param name="time">Clock of <see cref="RosSample.ReceiveTimeNs"/>; the system's when <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The options have errors; the text names all of them.</exception>
    /// <exception cref="InvalidOperationException">The domain is in use in this process with another configuration.</exception>
    /// <exception cref="DllNotFoundException">The native library is not installed; the text says what to install.</exception>
    /// <exception cref="PlatformNotSupportedException">The native library, or this platform, does not fit.</exception>
    /// <exception cref="DdsException">The native library refused; the text has its reason.</exception>
    public CycloneDdsTransport(CycloneDdsOptions options, Action<CycloneLogEntry>? log = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = options.Validate();
        if (errors.Count > 0)
            throw new ArgumentException($"The Cyclone DDS options are invalid. {string.Join(" ", errors)}", nameof(options));

        _sink = log ?? WriteToStandardError;
        Time = time ?? TimeProvider.System;
        NodeName = options.FullNodeName;
        Pool = new SamplePool(SamplePoolCapacity);
        DdscLibrary.EnsureLoaded();
        _nativeLog = CycloneLog.Register(options.DomainId, _sink);
        try
        {
            Domain = CycloneDomain.Acquire(options.DomainId, DiscoveryConfiguration.Create(options, DdscLibrary.HasSharedMemory));
        }
        catch
        {
            CycloneLog.Deliver();
            _nativeLog.Dispose();
            throw;
        }

        try
        {
            _participant = new DdsParticipant(options.DomainId, "enclave=/;");
            _graph = new GraphAnnouncer(_participant, NodeName, options.GidSize);
            _receive = new ReceiveLoop(this, _participant.CreateWaitSet());
        }
        catch
        {
            _participant?.Delete();
            Domain.Release();
            CycloneLog.Deliver();
            _nativeLog.Dispose();
            throw;
        }

        if (SocketBufferCheck.FindWarning() is { } warning)
            Log(CycloneLogSeverity.Warning, warning);
        _houseKeeping = new HouseKeeping(KeepHouse);
        _receive.Start();
        _houseKeeping.Start();
        Announce();
    }

    /// <inheritdoc/>
    public string NodeName { get; }

    /// <inheritdoc/>
    public long DroppedEventCount => _events.Dropped;

    /// <summary>Counters for metrics. Allocates nothing; any thread.</summary>
    public CycloneDdsStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                var statistics = _closedStatistics;
                foreach (var endpoint in _endpoints)
                    statistics = statistics.Add(endpoint);
                return statistics with
                {
                    OutstandingSamples = Pool.Outstanding,
                    SamplePoolMisses = Pool.Misses,
                    DroppedEvents = _events.Dropped,
                };
            }
        }
    }

    /// <summary>The names by which the native library is looked for, in this order.</summary>
    public static IReadOnlyList<string> NativeLibraryNames => DdscLibrary.Names;

    /// <summary>The native library that was found, such as <c>libddsc.so.0debian</c>.</summary>
    public static string NativeLibraryName => DdscLibrary.Name;

    /// <summary>Longest time that disposing waits for one thread or one call; reached only by a handler that blocks.</summary>
    internal TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal TimeProvider Time { get; }

    internal CycloneDomain Domain { get; }

    internal SamplePool Pool { get; }

    /// <summary>Whether the caller stands in a handler of this transport.</summary>
    internal bool IsReceiveThread => _receive.IsCurrentThread;

    /// <inheritdoc/>
    public IRosPublisher CreatePublisher(string topic, RosMessageType type, QosProfile qos)
    {
        ArgumentNullException.ThrowIfNull(type);
        var ddsTopic = RosMangling.ToDdsTopic(topic);
        var ddsType = RosMangling.ToDdsType(type.Name);
        ThrowIfInvalid(qos);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var nativeBlockingNs = CyclonePublisher.GetNativeBlockingNs(qos.MaxBlocking);
            var writer = _participant.CreateWriter(ddsTopic, ddsType, qos, GetUserData(type), nativeBlockingNs);
            CyclonePublisher publisher = new(this, topic, type, writer, qos.MaxBlocking) { Guid = writer.GetGuid() };
            _endpoints = [.. _endpoints, publisher];
            Announce_NeedsLock();
            return publisher;
        }
    }

    /// <inheritdoc/>
    public IRosSubscription CreateSubscription(string topic, RosMessageType type, QosProfile qos, IRosSampleHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(type);
        var ddsTopic = RosMangling.ToDdsTopic(topic);
        var ddsType = RosMangling.ToDdsType(type.Name);
        ThrowIfInvalid(qos);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var reader = _participant.CreateReader(ddsTopic, ddsType, qos, GetUserData(type));
            CycloneSubscription subscription = new(this, topic, type, reader, handler) { Guid = reader.GetGuid() };
            _receive.Add(subscription);
            _endpoints = [.. _endpoints, subscription];
            Announce_NeedsLock();
            return subscription;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<RosEndpointStatus> GetEndpoints()
    {
        lock (_lock)
            return [.. _endpoints.Where(endpoint => endpoint.IsReported).Select(endpoint => endpoint.GetStatus())];
    }

    /// <inheritdoc/>
    public IReadOnlyList<RosGraphEndpoint> GetGraph()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return (_observer ??= new GraphObserver(_participant)).Read();
        }
    }

    /// <inheritdoc/>
    public bool TryReadEvent(out RosEndpointStatus change) => _events.TryRead(out change);

    /// <summary>
    /// Leaves the graph. Idempotent, from any thread, handlers included. No handler is called after it returned, and a publish then
    /// returns <see cref="PublishStatus.Disposed"/>.
    /// </summary>
    public void Dispose()
    {
        CycloneEndpoint[] endpoints;
        lock (_lock)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            endpoints = _endpoints;
        }

        if (!_receive.Stop(StopTimeout) && !IsReceiveThread)
            Log(CycloneLogSeverity.Error, $"A handler did not return within {StopTimeout.TotalSeconds} s of the disposal of its transport.");
        _ = _houseKeeping.Stop(StopTimeout);
        foreach (var endpoint in endpoints)
            endpoint.Dispose();
        _participant.Delete();
        Domain.Release();
        CycloneLog.Deliver();
        _nativeLog.Dispose();
    }

    /// <summary>The monotonic clock of this process, in nanoseconds.</summary>
    internal long GetMonotonicNs()
    {
        var timestamp = Time.GetTimestamp();
        return Time.TimestampFrequency == NsPerSecond ? timestamp : (long)((Int128)timestamp * NsPerSecond / Time.TimestampFrequency);
    }

    /// <summary>Writes a line of the transport's own to the sink.</summary>
    internal void Log(CycloneLogSeverity severity, string message)
    {
        try
        {
            _sink(new CycloneLogEntry(severity, "transport", message));
        }
        catch (Exception)
        {
            // A log that fails has nowhere to say so, and must not take the transport with it.
        }
    }

    /// <summary>Removes a closed endpoint from the graph.</summary>
    internal void Forget(CycloneEndpoint endpoint)
    {
        if (endpoint is CycloneSubscription subscription)
            _receive.Remove(subscription);
        lock (_lock)
        {
            if (Array.IndexOf(_endpoints, endpoint) < 0)
                return;
            _endpoints = [.. _endpoints.Where(other => other != endpoint)];
            _closedStatistics = _closedStatistics.Add(endpoint);
            if (!_isDisposed)
                Announce_NeedsLock();
        }

        endpoint.ReportFaults();
    }

    /// <summary>One round of the house-keeping; allocates nothing while nothing happens.</summary>
    internal void KeepHouse()
    {
        CycloneEndpoint[] endpoints;
        lock (_lock)
            endpoints = _endpoints;
        foreach (var endpoint in endpoints)
        {
            if (endpoint.TryGetChange(out var status))
                _events.Add(status);
            endpoint.ReportFaults();
        }

        foreach (var service in Volatile.Read(ref _services))
            service.SendPending();
        CycloneLog.Deliver();
    }

    private static string GetUserData(RosMessageType type) => type.TypeHash is { } hash ? $"typehash={hash};" : NoTypeHashUserData;

    private static void ThrowIfInvalid(QosProfile qos)
    {
        ArgumentNullException.ThrowIfNull(qos);
        if (qos.History == QosHistory.KeepLast && qos.Depth < 1)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"QoS depth is {qos.Depth}, expected at least 1."), nameof(qos));
        if (qos.MaxBlocking < TimeSpan.Zero && qos.MaxBlocking != Timeout.InfiniteTimeSpan)
            throw new ArgumentException($"QoS MaxBlocking is {qos.MaxBlocking}, expected zero or more, or infinite.", nameof(qos));
    }

    private static void WriteToStandardError(CycloneLogEntry entry) =>
        Console.Error.WriteLine($"{entry.Severity} {entry.Source}: {entry.Message}");

    private void Announce()
    {
        lock (_lock)
        {
            if (!_isDisposed)
                Announce_NeedsLock();
        }
    }

    private void Announce_NeedsLock()
    {
        if (_graph.Announce(_endpoints) is { } problem)
            Log(CycloneLogSeverity.Error, problem);
    }
}
