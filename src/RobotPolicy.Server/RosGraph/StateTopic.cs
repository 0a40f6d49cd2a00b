using System.Buffers;
using System.Text.Json;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Server.RosGraph;

/// <summary>
/// The service's state on latched topics below its node: <c>~/state</c> (std_msgs/String, one JSON object) and the outputs
/// <c>~/stopped</c> and <c>~/emergency_stopped</c> (std_msgs/Bool). Published when they change; a late joiner gets the last ones.
/// One thread, not the control thread.
/// </summary>
public sealed class StateTopic : IDisposable
{
    private readonly CdrBuffer _buffer = new();
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly IRosPublisher _state;
    private readonly IRosPublisher _stopped;
    private readonly IRosPublisher _emergencyStopped;
    private RobotState? _sentState;
    private bool? _sentStopped;
    private bool? _sentEmergencyStopped;

    /// <summary>Announces the topics; publishes nothing before the first <see cref="Update"/>.</summary>
    public StateTopic(IRosTransport transport)
    {
        ArgumentNullException.ThrowIfNull(transport);
        var qos = QosProfile.Latched with { MaxBlocking = TimeSpan.Zero };
        _state = transport.CreatePublisher($"{transport.NodeName}/state", StringMessage.Type, qos);
        _stopped = transport.CreatePublisher($"{transport.NodeName}/stopped", BoolMessage.Type, qos);
        _emergencyStopped = transport.CreatePublisher($"{transport.NodeName}/emergency_stopped", BoolMessage.Type, qos);
    }

    /// <summary>Publishes what differs from what was published last; what could not be sent is tried again with the next call.</summary>
    public void Update(in RobotState state)
    {
        Publish(_stopped, state.IsStopped, ref _sentStopped);
        Publish(_emergencyStopped, state.IsEmergencyStopped, ref _sentEmergencyStopped);
        if (_sentState == state)
            return;
        Write(state);
        if (_buffer.TryEncode(new StringMessage { Data = _json.WrittenSpan }, out _) && _state.Publish(_buffer.Cdr) == PublishStatus.Sent)
            _sentState = state;
    }

    /// <summary>Leaves the topics.</summary>
    public void Dispose()
    {
        _state.Dispose();
        _stopped.Dispose();
        _emergencyStopped.Dispose();
    }

    private static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private void Publish(IRosPublisher publisher, bool value, ref bool? sent)
    {
        if (sent == value)
            return;
        if (_buffer.TryEncode(new BoolMessage(value), out _) && publisher.Publish(_buffer.Cdr) == PublishStatus.Sent)
            sent = value;
    }

    private void Write(in RobotState state)
    {
        _json.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_json);
        json.WriteStartObject();
        json.WriteString("mode", NameOf(state.Mode));
        json.WriteString("cause", NameOf(state.Cause));
        json.WriteString("culprit", state.Culprit);
        json.WriteString("authority", state.AuthorityHolder);
        json.WriteString("task", state.Task);
        json.WriteNumber("epoch", state.Epoch);
        json.WriteString("failure", NameOf(state.Failure));
        json.WriteString("failure_reason", NameOf(state.FailureReason));
        json.WriteEndObject();
    }
}
