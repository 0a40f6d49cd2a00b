using System.Numerics;

namespace RobotPolicy.Control.Intervention;

/// <summary>
/// The targets of a leader as one continuous motion: between two frames the way is spread evenly over the time that lay between the
/// two before, since a staircase of 30 Hz would shake an arm that is commanded at 100 Hz. Control thread; allocates nothing after it
/// was created.
/// </summary>
internal sealed class LeaderTrack
{
    private const double NsPerSecond = 1e9;

    private readonly long _maxSpreadNs;
    private readonly double[] _offset;
    private readonly double[] _from;
    private readonly double[] _to;
    private ulong _named;
    private long _fromNs;
    private long _spreadNs;
    private long _frameNs;

    /// <param name="jointCount">Joints of the robot.</param>
    /// <param name="maxSpreadNs">Longest time over which the way between two frames is spread.</param>
    public LeaderTrack(int jointCount, long maxSpreadNs)
    {
        _maxSpreadNs = maxSpreadNs;
        _offset = new double[jointCount];
        _from = new double[jointCount];
        _to = new double[jointCount];
    }

    /// <summary>Begins anew with the arm at <paramref name="stand"/>.</summary>
    /// <param name="frame">The first frame.</param>
    /// <param name="values">Its positions; rad or m.</param>
    /// <param name="stand">Where the arm is, or comes to a standstill.</param>
    public void Reference(in HumanFrame frame, ReadOnlySpan<double> values, ReadOnlySpan<double> stand)
    {
        stand.CopyTo(_to);
        _named = 0;
        Aim(frame, values);
        _to.CopyTo(_from, 0);
        (_fromNs, _frameNs, _spreadNs) = (frame.ReceivedNs, frame.ReceivedNs, 0);
    }

    /// <summary>Goes on to the next target.</summary>
    /// <returns>Whether it names a joint for the first time.</returns>
    public bool Add(in HumanFrame frame, ReadOnlySpan<double> values)
    {
        for (var joint = 0; joint < _from.Length; joint++)
            _from[joint] = At(frame.ReceivedNs, joint);
        _spreadNs = Math.Clamp(frame.ReceivedNs - _frameNs, 0, _maxSpreadNs);
        (_fromNs, _frameNs) = (frame.ReceivedNs, frame.ReceivedNs);
        return Aim(frame, values);
    }

    /// <summary>Where the target is, and with what velocity it moves on.</summary>
    public void Sample(long nowNs, Span<double> target, Span<double> velocity)
    {
        var isUnderWay = nowNs - _fromNs < _spreadNs;
        for (var joint = 0; joint < target.Length; joint++)
        {
            target[joint] = At(nowNs, joint);
            velocity[joint] = isUnderWay ? (_to[joint] - _from[joint]) * NsPerSecond / _spreadNs : 0;
        }
    }

    /// <summary>
    /// Joints that a frame does not name keep the target that they have. One that is named for the first time is clutched then: what
    /// stood for it in earlier frames was no position of the leader.
    /// </summary>
    private bool Aim(in HumanFrame frame, ReadOnlySpan<double> values)
    {
        var isFirst = (frame.Joints & ~_named) != 0;
        for (var left = frame.Joints; left != 0; left &= left - 1)
        {
            var joint = BitOperations.TrailingZeroCount(left);
            if ((_named >> joint & 1) == 0)
                _offset[joint] = frame.Kind == HumanFrameKind.ClutchedTarget ? _to[joint] - values[joint] : 0;
            _to[joint] = values[joint] + _offset[joint];
        }

        _named |= frame.Joints;
        return isFirst;
    }

    private double At(long nowNs, int joint)
    {
        // Where the way is over, what it came from no longer matters: a leader that was at infinity is forgotten.
        var share = _spreadNs <= 0 ? 1 : Math.Max(0, (nowNs - _fromNs) / (double)_spreadNs);
        return share >= 1 ? _to[joint] : _from[joint] + (share * (_to[joint] - _from[joint]));
    }
}
