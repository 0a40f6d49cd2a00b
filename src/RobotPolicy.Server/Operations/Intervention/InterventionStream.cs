using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Server.Operations.Intervention;

/// <summary>
/// One client's stream of commands. Frames are pushed by one thread in order; its state may be read by another. The end of the
/// stream is silence at once.
/// </summary>
public sealed class InterventionStream
{
    // A frame that was pushed this recently may have led to a takeover that the last status does not show yet.
    private const int RecentTicks = 5;

    private readonly IRobotLoop _loop;
    private readonly JointSelector _joints;
    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly double[] _values;
    private readonly CancellationTokenSource _released = new();
    private long _engagedNs = long.MinValue;
    private ulong _accepted;
    private ulong _missing;
    private ulong _sequence;
    private int _isEnded;

    internal InterventionStream(IRobotLoop loop, JointSelector joints, string by, TimeProvider time)
    {
        (_loop, _joints, _time, By) = (loop, joints, time, by);
        _period = TimeSpan.FromSeconds(1 / loop.RateHz);
        _values = new double[joints.Count];
    }

    /// <summary>Who sends.</summary>
    public string By { get; }

    /// <summary>Commands that were taken.</summary>
    public ulong Accepted => Volatile.Read(ref _accepted);

    /// <summary>Commands that the client counted and that never arrived.</summary>
    public ulong Missing => Volatile.Read(ref _missing);

    /// <summary>Fires when the human handed back: the stream then ends without a stop.</summary>
    public CancellationToken Released => _released.Token;

    /// <summary>
    /// Hands one command to the next tick. Where commands come faster than ticks it waits, and so slows the client: no frame of a
    /// correction is lost.
    /// </summary>
    /// <exception cref="OperationException">
    /// The command is none: the arm is held. Or another source has been armed meanwhile.
    /// </exception>
    public async ValueTask PushAsync(HumanCommandFrame frame, CancellationToken cancel)
    {
        var mask = Check(frame);
        if (frame.Engaged)
            Volatile.Write(ref _engagedNs, _loop.Clock.NowNs);
        while (true)
        {
            switch (_loop.Human.TryPush(frame.Kind, HumanSource.Api, frame.Engaged, _values, mask, frame.Sequence))
            {
                case HumanPush.Taken:
                    Count(frame.Sequence);
                    return;
                case HumanPush.Full:
                    await Task.Delay(_period, _time, cancel).ConfigureAwait(false);
                    break;
                case HumanPush.NotArmed:
                    throw OperationException.Aborted("The stream is no longer the source that is listened to.");
                default:
                    throw Invalid(OperationException.Invalid(frame.Field, "finite values", "others"));
            }
        }
    }

    /// <summary>The human has handed back.</summary>
    internal void Release() => _released.Cancel();

    /// <summary>The stream has ended. Unless the human handed back, that is silence.</summary>
    /// <param name="leaseLost">Whether the lease was lost, whose own stop must keep its name.</param>
    internal void End(bool leaseLost)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) != 0 || _released.IsCancellationRequested)
            return;
        if (_loop.Human.Armed == HumanSource.Api)
            _loop.Human.Arm(HumanSource.None);
        if (leaseLost)
            return;
        var recentNs = (long)(RecentTicks * _period.TotalNanoseconds);
        var engagedNs = Volatile.Read(ref _engagedNs);
        if (_loop.ReadStatus().Mode == ControlMode.Human || (engagedNs != long.MinValue && _loop.Clock.NowNs - engagedNs < recentNs))
            _loop.RequestStop(StopCause.HumanSilent, StopKind.Hold);
    }

    private ulong Check(in HumanCommandFrame frame)
    {
        try
        {
            if (frame.Sequence != 0 && frame.Sequence <= _sequence)
                throw OperationException.Invalid("sequence", $"more than {_sequence}", frame.Sequence);
            return _joints.Place(frame.Field, frame.Values, frame.NamesField, frame.Joints, _values);
        }
        catch (OperationException exception)
        {
            throw Invalid(exception);
        }
    }

    private OperationException Invalid(OperationException exception)
    {
        _loop.RequestStop(StopCause.HumanInputInvalid, StopKind.Hold);
        return exception;
    }

    private void Count(ulong sequence)
    {
        Volatile.Write(ref _accepted, _accepted + 1);
        if (sequence == 0)
            return;
        Volatile.Write(ref _missing, _missing + (sequence - _sequence - 1));
        _sequence = sequence;
    }
}
