using RobotPolicy.Simulator.PickPlace;

namespace RobotPolicy.Simulator.Controllers;

/// <summary>
/// What the arm has been told to do: hold a target or follow points. The last writer wins, and after the last point the arm holds
/// it. Controllers write from the receive thread, the physics thread reads at each step; the lock is held for microseconds.
/// </summary>
internal sealed class ArmCommander
{
    private readonly Lock _gate = new();
    private readonly double[] _current = new double[RobotNames.JointCount];
    private readonly double[] _from = new double[RobotNames.JointCount];
    private double[] _points = [];
    private long[] _times = [];
    private int _pointCount;
    private int _next;
    private long _fromNs;
    private long _accepted;

    /// <summary>Creates a commander that holds the given target.</summary>
    internal ArmCommander(ReadOnlySpan<double> target) => Restart(target);

    /// <summary>Commands that were followed since the last <see cref="Restart"/>. Any thread.</summary>
    internal long AcceptedCount => Interlocked.Read(ref _accepted);

    /// <summary>Forgets every command and holds a target: a new episode starts.</summary>
    internal void Restart(ReadOnlySpan<double> target)
    {
        lock (_gate)
        {
            target.CopyTo(_current);
            _pointCount = _next = 0;
            _accepted = 0;
        }
    }

    /// <summary>Takes a target to hold from now on.</summary>
    /// <param name="target">Seven finite values.</param>
    internal void Hold(ReadOnlySpan<double> target)
    {
        lock (_gate)
        {
            target.CopyTo(_current);
            _pointCount = _next = 0;
            _accepted++;
        }
    }

    /// <summary>Takes points to follow in straight lines from the present command. Points that have passed are skipped.</summary>
    /// <param name="nowNs">Present moment on the monotonic clock.</param>
    /// <param name="timesNs">Moment of each point on the monotonic clock, strictly increasing. None means: stop here.</param>
    /// <param name="positions">Row-major [point][joint], finite.</param>
    internal void Follow(long nowNs, ReadOnlySpan<long> timesNs, ReadOnlySpan<double> positions)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(positions.Length, timesNs.Length * RobotNames.JointCount);
        lock (_gate)
        {
            Advance_NeedsLock(nowNs);
            _current.CopyTo(_from, 0);
            _fromNs = nowNs;
            if (_times.Length < timesNs.Length)
            {
                _times = new long[timesNs.Length];
                _points = new double[positions.Length];
            }

            timesNs.CopyTo(_times);
            positions.CopyTo(_points);
            _pointCount = timesNs.Length;
            _next = 0;
            while (_next < _pointCount && _times[_next] <= nowNs)
                _next++;

            // All points have passed: hold the last, as at the end of a trajectory.
            if (_next == _pointCount && _pointCount > 0)
                _next = _pointCount - 1;
            _accepted++;
        }
    }

    /// <summary>Reads the command for a moment. Called with times that do not decrease.</summary>
    internal void Sample(long nowNs, Span<double> command)
    {
        lock (_gate)
        {
            Advance_NeedsLock(nowNs);
            _current.CopyTo(command);
        }
    }

    private void Advance_NeedsLock(long nowNs)
    {
        while (_next < _pointCount && _times[_next] <= nowNs)
        {
            Point_NeedsLock(_next).CopyTo(_from);
            Point_NeedsLock(_next).CopyTo(_current);
            _fromNs = _times[_next];
            _next++;
        }

        if (_next >= _pointCount)
            return;
        var share = Math.Clamp((nowNs - _fromNs) / (double)(_times[_next] - _fromNs), 0, 1);
        var goal = Point_NeedsLock(_next);

        // A weighted mean cannot overflow, as a difference of two huge values would.
        for (var i = 0; i < _current.Length; i++)
            _current[i] = ((1 - share) * _from[i]) + (share * goal[i]);
    }

    private ReadOnlySpan<double> Point_NeedsLock(int index) =>
        _points.AsSpan(index * RobotNames.JointCount, RobotNames.JointCount);
}
