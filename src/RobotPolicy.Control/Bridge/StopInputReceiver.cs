using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Observations;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Control.Bridge;

/// <summary>
/// Keeps what one stop input said last. The receive thread writes, the control thread reads without a lock. Neither allocates.
/// </summary>
internal sealed class StopInputReceiver : IRosSampleHandler
{
    private readonly StopInputDescription _input;
    private readonly long _timeoutNs;
    private long _receivedNs = Never;
    private int _isThrown;
    private int _pulse;
    private long _count;
    private long _malformed;

    public StopInputReceiver(StopInputDescription input)
    {
        _input = input;
        _timeoutNs = input.Timeout?.ToNanoseconds() ?? long.MaxValue;
    }

    public long ReceivedCount => Volatile.Read(ref _count);

    public long MalformedCount => Volatile.Read(ref _malformed);

    public static RosMessageType TypeOf(StopInputDescription input) => (input.Type, input.Message) switch
    {
        (StopInputType.Bool, _) or (_, HeartbeatMessage.Bool) => BoolMessage.Type,
        (_, HeartbeatMessage.Header) => Header.Type,
        _ => EmptyMessage.Type,
    };

    public void OnSample(RosSample sample)
    {
        if (!TryRead(sample.Cdr, out var isStop))
        {
            Volatile.Write(ref _malformed, _malformed + 1);
            return;
        }

        // The value stands before the time: who sees that the input is alive sees what it says.
        Volatile.Write(ref _isThrown, isStop ? 1 : 0);
        if (isStop)
            Volatile.Write(ref _pulse, 1);
        Volatile.Write(ref _receivedNs, sample.ReceiveTimeNs);
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>What the input demands. Counts a stop that was thrown and taken back since the last call. Control thread.</summary>
    public StopInputFault Poll(long nowNs)
    {
        var wasThrown = Volatile.Read(ref _pulse) != 0 && Interlocked.Exchange(ref _pulse, 0) != 0;
        return wasThrown ? StopInputFault.Thrown : Judge(nowNs);
    }

    /// <summary>What the input demands now. Any thread.</summary>
    public StopInputFault Judge(long nowNs)
    {
        var receivedNs = Volatile.Read(ref _receivedNs);
        if (receivedNs == Never)
            return StopInputFault.NotHeard;
        if (Volatile.Read(ref _isThrown) != 0)
            return StopInputFault.Thrown;
        return receivedNs < nowNs && nowNs - receivedNs > _timeoutNs ? StopInputFault.Silent : StopInputFault.None;
    }

    public long AgeNs(long nowNs)
    {
        var receivedNs = Volatile.Read(ref _receivedNs);
        return receivedNs == Never ? -1 : Math.Max(0, nowNs - receivedNs);
    }

    private bool TryRead(ReadOnlySpan<byte> cdr, out bool isStop)
    {
        isStop = false;
        if (_input.Type == StopInputType.Bool)
        {
            var isRead = BoolMessage.TryDecode(cdr, out var value, out _);
            isStop = isRead && value.Data == _input.StopWhen;
            return isRead;
        }

        return _input.Message switch
        {
            HeartbeatMessage.Bool => BoolMessage.TryDecode(cdr, out _, out _),
            HeartbeatMessage.Header => Header.TryDecode(cdr, out _, out _),
            _ => EmptyMessage.TryDecode(cdr, out _, out _),
        };
    }

    private const long Never = long.MinValue;
}
