using System.Text;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RosLog = RobotPolicy.Ros.Messages.Log;

namespace RobotPolicy.Server.RosGraph;

/// <summary>
/// Brings the service's log to <c>/rosout</c> (<c>rcl_interfaces/msg/Log</c>, reliable, latched, the last 1000 lines). Lines wait in a
/// bounded queue until <see cref="Drain"/> publishes them; when it is full the oldest goes, is counted, and the loss is logged there.
/// </summary>
/// <remarks>
/// Nothing that is logged while publishing, nor the transport's own log, is published: a transport that fails to publish would
/// otherwise log for ever about its log.
/// </remarks>
[ProviderAlias("Rosout")]
public sealed class RosoutLogger : ILoggerProvider
{
    /// <summary>Topic of the log.</summary>
    public const string Topic = "/rosout";

    /// <summary>Lines that wait at most.</summary>
    public const int Capacity = 1024;

    /// <summary>Category of the transport's own log.</summary>
    public const string TransportCategory = "RobotPolicy.Ros";

    private const int MaxMessageLength = 8192;
    private const int HistoryDepth = 1000;

    [ThreadStatic]
    private static bool _isDraining;

    private readonly Lock _gate = new();
    private readonly Queue<Line> _lines = new();
    private readonly CdrBuffer _buffer = new(1024);
    private readonly IRosPublisher _publisher;
    private readonly TimeProvider _time;
    private readonly LogLevel _minimum;
    private readonly string _nodeName;
    private long _dropped;
    private long _reportedDrops;
    private long _unsent;

    /// <summary>Announces the topic.</summary>
    /// <param name="transport">The wire; disposed after this.</param>
    /// <param name="time">Dates the lines; ROS time where that is used.</param>
    /// <param name="minimum">Lowest level that is published.</param>
    public RosoutLogger(IRosTransport transport, TimeProvider time, LogLevel minimum = LogLevel.Information)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _minimum = minimum;
        _nodeName = transport.NodeName.TrimStart('/').Replace('/', '.');
        _publisher = transport.CreatePublisher(
            Topic, RosLog.Type, QosProfile.Latched with { Depth = HistoryDepth, MaxBlocking = TimeSpan.Zero });
    }

    /// <summary>Lines lost because the queue was full.</summary>
    public long DroppedCount => Interlocked.Read(ref _dropped);

    /// <summary>Lines that the transport did not take.</summary>
    public long UnsentCount => Interlocked.Read(ref _unsent);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>Publishes what waits. One thread at a time: the housekeeping's.</summary>
    public void Drain()
    {
        _isDraining = true;
        try
        {
            // No more than fit into the queue, so that a flood of lines cannot keep the housekeeping here.
            for (var i = 0; i < Capacity && TryDequeue(out var line); i++)
                Publish(line);
            var dropped = DroppedCount;
            if (dropped == _reportedDrops)
                return;
            Publish(new Line(NowNs(), SeverityOf(LogLevel.Warning), _nodeName, $"{dropped - _reportedDrops} lines of the log were lost on their way to {Topic}"));
            _reportedDrops = dropped;
        }
        finally
        {
            _isDraining = false;
        }
    }

    /// <summary>Publishes what waits, then leaves the topic.</summary>
    public void Dispose()
    {
        Drain();
        _publisher.Dispose();
    }

    private static byte SeverityOf(LogLevel level) => level switch
    {
        LogLevel.Critical => 50,
        LogLevel.Error => 40,
        LogLevel.Warning => 30,
        LogLevel.Information => 20,
        _ => 10,
    };

    private static byte[] ToUtf8(string text) =>
        Encoding.UTF8.GetBytes((text.Length > MaxMessageLength ? text[..MaxMessageLength] + "…" : text).Replace('\0', ' '));

    private long NowNs() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    private void Enqueue(LogLevel level, string name, string message)
    {
        var line = new Line(NowNs(), SeverityOf(level), name, message);
        lock (_gate)
        {
            if (_lines.Count == Capacity)
            {
                _lines.Dequeue();
                Interlocked.Increment(ref _dropped);
            }

            _lines.Enqueue(line);
        }
    }

    private bool TryDequeue(out Line line)
    {
        lock (_gate)
            return _lines.TryDequeue(out line);
    }

    private void Publish(Line line)
    {
        var message = new RosLog
        {
            Stamp = RosTime.FromNs(line.StampNs),
            Level = line.Severity,
            Name = ToUtf8(line.Name),
            Message = ToUtf8(line.Message),
        };
        if (!_buffer.TryEncode(message, out _) || _publisher.Publish(_buffer.Cdr) != PublishStatus.Sent)
            Interlocked.Increment(ref _unsent);
    }

    private readonly record struct Line(long StampNs, byte Severity, string Name, string Message);

    private sealed class Logger(RosoutLogger owner, string category) : ILogger
    {
        // The last part of a category is what rcutils would call the child logger.
        private readonly string _name = $"{owner._nodeName}.{category[(category.LastIndexOf('.') + 1)..]}";
        private readonly bool _isTransport = category == TransportCategory;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= owner._minimum && logLevel != LogLevel.None && !_isTransport && !_isDraining;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            ArgumentNullException.ThrowIfNull(formatter);
            if (!IsEnabled(logLevel))
                return;
            var text = formatter(state, exception);
            owner.Enqueue(logLevel, _name, exception is null ? text : $"{text}: {exception}");
        }
    }
}
