using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Observations;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Control.Bridge;

/// <summary>
/// A dead-man switch on a topic of its own. What is malformed, or lacks the button, opens it. Receive threads; allocates nothing.
/// </summary>
/// <param name="deadMan">The switch.</param>
/// <param name="opened">Called at once when it opens.</param>
internal sealed class DeadManReceiver(DeadManDescription deadMan, Action opened) : IRosSampleHandler
{
    private readonly long _timeoutNs = deadMan.Timeout.ToNanoseconds();
    private long _closedNs = Open;
    private long _invalid;

    /// <summary>Messages that are none of its type, or lack the button.</summary>
    public long InvalidCount => Volatile.Read(ref _invalid);

    /// <summary>The message of a switch's topic.</summary>
    public static RosMessageType TypeOf(DeadManKind kind) => kind == DeadManKind.JoyTopic ? Joy.Type : BoolMessage.Type;

    /// <summary>Whether it is closed, as a message says that is not too old.</summary>
    public bool IsClosed(long nowNs)
    {
        var closedNs = Volatile.Read(ref _closedNs);
        return closedNs != Open && nowNs - closedNs <= _timeoutNs;
    }

    public void OnSample(RosSample sample)
    {
        if (!TryRead(sample.Cdr, out var isClosed))
            Volatile.Write(ref _invalid, _invalid + 1);
        var wasClosed = Volatile.Read(ref _closedNs) != Open;
        Volatile.Write(ref _closedNs, isClosed ? sample.ReceiveTimeNs : Open);
        if (wasClosed && !isClosed)
            opened();
    }

    private bool TryRead(ReadOnlySpan<byte> cdr, out bool isClosed)
    {
        isClosed = false;
        if (deadMan.Kind == DeadManKind.BoolTopic)
        {
            var isBool = BoolMessage.TryDecode(cdr, out var value, out _);
            isClosed = isBool && value.Data;
            return isBool;
        }

        if (!Joy.TryDecode(cdr, out var joy, out _) || deadMan.Button >= joy.Buttons.Length)
            return false;
        isClosed = joy.Buttons[deadMan.Button] == Pressed;
        return true;
    }

    internal const int Pressed = 1;
    private const long Open = long.MinValue;
}
