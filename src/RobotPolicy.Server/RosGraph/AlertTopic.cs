using System.Buffers;
using System.Globalization;
using System.Text.Json;
using RobotPolicy.Control.Failure;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Server.Operations.Alerts;
using RobotPolicy.Server.Operations.Watching;

namespace RobotPolicy.Server.RosGraph;

/// <summary>
/// Alerts on <c>~/alerts</c> (std_msgs/String, one JSON object for every new alert and every change of one); a late joiner gets the
/// last ten. One thread, not the control thread.
/// </summary>
public sealed class AlertTopic : IDisposable
{
    /// <summary>Events that a late joiner gets.</summary>
    public const int Depth = 10;

    private readonly CdrBuffer _buffer = new(1024);
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly IRosPublisher _publisher;
    private readonly Watcher<Alert> _changes;
    private Queue<Alert>? _first;
    private long _unsent;

    /// <summary>Announces the topic.</summary>
    /// <param name="transport">The wire.</param>
    /// <param name="alerts">The alerts.</param>
    public AlertTopic(IRosTransport transport, AlertBook alerts)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(alerts);
        _publisher = transport.CreatePublisher(
            $"{transport.NodeName}/alerts", StringMessage.Type, QosProfile.Latched with { Depth = Depth, MaxBlocking = TimeSpan.Zero });
        var watched = alerts.Watch(AlertSeverity.Info);
        (_first, _changes) = (new Queue<Alert>(watched.Now), watched.Changes);
    }

    /// <summary>Events that the transport did not take, or that waited too long.</summary>
    public long UnsentCount => Interlocked.Read(ref _unsent) + (long)_changes.LostCount;

    /// <summary>Publishes what has happened since the last call.</summary>
    public void Drain()
    {
        while (_first is { Count: > 0 })
            Publish(_first.Dequeue());
        _first = null;
        while (_changes.TryRead(out var alert))
            Publish(alert!);
    }

    /// <summary>Leaves the topic.</summary>
    public void Dispose()
    {
        _changes.Dispose();
        _publisher.Dispose();
    }

    private static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private void Publish(Alert alert)
    {
        Write(alert);
        if (!_buffer.TryEncode(new StringMessage { Data = _json.WrittenSpan }, out _) || _publisher.Publish(_buffer.Cdr) != PublishStatus.Sent)
            Interlocked.Increment(ref _unsent);
    }

    private void Write(Alert alert)
    {
        _json.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_json);
        json.WriteStartObject();
        json.WriteString("id", alert.Id);
        json.WriteString("severity", NameOf(alert.Note.Severity));
        json.WriteString("source", alert.Note.Source);
        json.WriteString("text", alert.Note.Text);
        json.WriteString("cause", NameOf(alert.Note.Cause));
        json.WriteString("culprit", alert.Note.Culprit);
        json.WriteString("task", alert.Note.TaskId);
        json.WriteString("policy", alert.Note.Policy);
        json.WriteNumber("epoch", alert.Note.Epoch);
        json.WriteString("raised_at", Time(alert.RaisedAt));
        if (alert.ResolvedAt is { } resolved)
            json.WriteString("resolved_at", Time(resolved));
        if (alert.AcknowledgedAt is not null)
            json.WriteString("acknowledged_by", alert.AcknowledgedBy);
        if (alert.Note.Failure is { } failure)
            Write(json, failure);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MonitorReading reading)
    {
        json.WriteStartObject("failure");
        json.WriteString("state", NameOf(reading.Report.State));
        if (reading.Report.Reason != DegradedReason.None)
            json.WriteString("reason", NameOf(reading.Report.Reason));
        Write(json, "ratio", reading.Report.Ratio);
        json.WriteNumber("call", reading.Report.Call);
        Write(json, "lead_s", reading.Report.LeadSeconds);
        json.WriteStartArray("scores");
        for (var i = 0; i < reading.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", reading.NameOf(i));
            Write(json, "score", reading[i].Score);
            Write(json, "windowed", reading[i].Windowed);
            Write(json, "threshold", reading[i].Threshold);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // JSON has no word for what is not finite.
    private static void Write(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
