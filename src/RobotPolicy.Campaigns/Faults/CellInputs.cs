using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Campaigns.Faults;

/// <summary>The cell around the robot: an emergency button that is not pressed, and a heartbeat.</summary>
internal sealed class CellInputs : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly IRosPublisher _button;
    private readonly IRosPublisher _heartbeat;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly CdrBuffer _beat = new();
    private volatile bool _isBeating = true;

    /// <summary>Begins to beat.</summary>
    public CellInputs(IRosTransport transport, TimeProvider time)
    {
        _time = time;
        _button = transport.CreatePublisher(
            FaultProfile.ButtonTopic, BoolMessage.Type, QosProfile.Latched);
        _heartbeat = transport.CreatePublisher(FaultProfile.HeartbeatTopic, EmptyMessage.Type, QosProfile.Default);
        if (!_beat.TryEncode(default(EmptyMessage), out var error))
            throw new CampaignException($"The heartbeat could not be encoded: {error}");
        Press(false);
        _timer = time.CreateTimer(_ => Beat(), null, TimeSpan.Zero, Period);
    }

    /// <summary>When the last beat was sent.</summary>
    public DateTime LastBeatUtc { get; private set; }

    /// <summary>Presses the button, or releases it.</summary>
    public void Press(bool isPressed)
    {
        var buffer = new CdrBuffer();
        if (!buffer.TryEncode(new BoolMessage { Data = isPressed }, out var error))
            throw new CampaignException($"The button could not be encoded: {error}");
        _button.Publish(buffer.Cdr);
    }

    /// <summary>Goes on beating, or falls silent.</summary>
    public void Beat(bool isBeating) => _isBeating = isBeating;

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Beat()
    {
        if (!_isBeating)
            return;
        LastBeatUtc = _time.GetUtcNow().UtcDateTime;
        _heartbeat.Publish(_beat.Cdr);
    }
}
