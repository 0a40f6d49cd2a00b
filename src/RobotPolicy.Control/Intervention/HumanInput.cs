using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Intervention;

/// <summary>
/// Frames of a human on their way to the control thread: a bounded queue that keeps every frame in order, so that none of a
/// correction is lost. Senders on any thread exclude each other by a lock; the control thread takes without waiting. Allocates
/// nothing after it was created.
/// <para>
/// Exactly one source is armed at a time. Whoever grants authority arms it; frames of any other source are counted and ignored.
/// </para>
/// </summary>
public sealed class HumanInput
{
    /// <summary>Frames that may wait for the next tick: more than half a second of a 100 Hz stream.</summary>
    public const int Capacity = 64;

    private readonly IMonotonicClock _clock;
    private readonly Lock _senders = new();
    private readonly HumanFrame[] _frames = new HumanFrame[Capacity];
    private readonly long[] _armingOf = new long[Capacity];
    private readonly double[] _values;
    private readonly int _joints;
    private long _tail;
    private long _head;
    private int _armed;
    private long _armings;
    private long _refused;
    private long _invalid;
    private long _lost;

    /// <summary>Creates an input that nobody is armed for.</summary>
    /// <param name="jointCount">Joints of the robot, at most 64.</param>
    /// <param name="clock">Dates the frames.</param>
    public HumanInput(int jointCount, IMonotonicClock clock)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(jointCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(jointCount, MaxJoints);
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        _joints = jointCount;
        _values = new double[Capacity * jointCount];
    }

    /// <summary>Most joints that a frame can name.</summary>
    public const int MaxJoints = 64;

    /// <summary>Every joint of the robot, as a mask for <see cref="TryPush"/>.</summary>
    public ulong AllJoints => _joints == MaxJoints ? ulong.MaxValue : (1UL << _joints) - 1;

    /// <summary>The source that is listened to.</summary>
    public HumanSource Armed => (HumanSource)Volatile.Read(ref _armed);

    /// <summary>Frames of a source that was not armed.</summary>
    public long RefusedCount => Interlocked.Read(ref _refused);

    /// <summary>Frames with a wrong length or a value that is not finite.</summary>
    public long InvalidCount => Interlocked.Read(ref _invalid);

    /// <summary>Frames that found the queue full. One of them may have opened the dead-man switch, so a human in command is stopped.</summary>
    public long LostCount => Interlocked.Read(ref _lost);

    /// <summary>Number of calls of <see cref="Arm"/> so far; a new one forgets how the dead-man switch stood.</summary>
    public long ArmingCount => Interlocked.Read(ref _armings);

    /// <summary>Listens to one source from now on, or to none. Any thread.</summary>
    public void Arm(HumanSource source)
    {
        lock (_senders)
        {
            Volatile.Write(ref _armed, (int)source);
            Interlocked.Increment(ref _armings);
        }
    }

    /// <summary>Hands one frame over. Any thread.</summary>
    /// <param name="kind">What the values are.</param>
    /// <param name="source">Where they come from.</param>
    /// <param name="engaged">Whether the dead-man switch is closed.</param>
    /// <param name="values">One per joint of the robot; those of joints that are not named are ignored, but must be finite.</param>
    /// <param name="joints">Bit per joint that is named.</param>
    /// <param name="sequence">Number that the sender gave it, or 0.</param>
    public HumanPush TryPush(
        HumanFrameKind kind, HumanSource source, bool engaged, ReadOnlySpan<double> values, ulong joints, ulong sequence = 0)
    {
        lock (_senders)
        {
            if (source == HumanSource.None || source != Armed)
            {
                Interlocked.Increment(ref _refused);
                return HumanPush.NotArmed;
            }

            if (values.Length != _joints || !Finite.All(values))
            {
                Interlocked.Increment(ref _invalid);
                return HumanPush.Invalid;
            }

            if (_tail - Volatile.Read(ref _head) >= Capacity)
            {
                Interlocked.Increment(ref _lost);
                return HumanPush.Full;
            }

            var cell = (int)(_tail % Capacity);
            _armingOf[cell] = _armings;
            _frames[cell] = new HumanFrame(kind, source, engaged, joints & AllJoints, sequence, _clock.NowNs);
            values.CopyTo(_values.AsSpan(cell * _joints));
            Volatile.Write(ref _tail, _tail + 1);
            return HumanPush.Taken;
        }
    }

    /// <summary>Takes the oldest frame. Control thread.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="arming">What <see cref="ArmingCount"/> was when it was handed over: another sender may have been armed since.</param>
    /// <param name="values">Receives its values.</param>
    internal bool TryTake(out HumanFrame frame, out long arming, Span<double> values)
    {
        (frame, arming) = (default, 0);
        if (Volatile.Read(ref _tail) == _head)
            return false;
        var cell = (int)(_head % Capacity);
        (frame, arming) = (_frames[cell], _armingOf[cell]);
        _values.AsSpan(cell * _joints, _joints).CopyTo(values);
        Volatile.Write(ref _head, _head + 1);
        return true;
    }
}
