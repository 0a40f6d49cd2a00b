using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Loop;

/// <summary>
/// What the robot was commanded in the last ticks, after limits and whoever was in command. The control thread writes, one other
/// thread reads; neither waits: the ring is so much longer than what is read that the two do not meet, and a reader that was
/// overtaken notices.
/// </summary>
public sealed class CommandHistory : ITickSink
{
    private readonly int _capacity;
    private readonly int _jointCount;
    private readonly long[] _timesNs;
    private readonly double[] _commands;
    private long _written;

    /// <summary>Allocates the ring.</summary>
    /// <param name="ticks">Ticks that are remembered, at least 2.</param>
    /// <param name="jointCount">Joints of the robot.</param>
    public CommandHistory(int ticks, int jointCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ticks, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(jointCount);
        (_capacity, _jointCount) = (ticks, jointCount);
        _timesNs = new long[ticks];
        _commands = new double[ticks * jointCount];
    }

    /// <inheritdoc/>
    public void OnTick(in TickRecord tick)
    {
        if (tick.Sent != CommandStatus.Sent || tick.Source is CommandSource.None)
            return;
        var slot = (int)(_written % _capacity);
        Volatile.Write(ref _timesNs[slot], tick.TimeNs);
        tick.Command.AsSpan(0, _jointCount).CopyTo(_commands.AsSpan(slot * _jointCount));
        Volatile.Write(ref _written, _written + 1);
    }

    /// <summary>Copies what was in force at instants before another, the newest first. Reader's thread; allocates nothing.</summary>
    /// <param name="timeNs">The instant, on the monotonic clock, in nanoseconds.</param>
    /// <param name="intervalNs">Time between two rows; row i is of <paramref name="timeNs"/> − (i + 1) · <paramref name="intervalNs"/>.</param>
    /// <param name="destination">Receives rows of one number per joint, as many as fit.</param>
    /// <returns>Rows written; fewer than fit where the history does not reach back so far.</returns>
    public int Read(long timeNs, long intervalNs, Span<double> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(intervalNs);
        var written = Volatile.Read(ref _written);

        // The oldest quarter is left alone: the writer may be on its way there.
        var oldest = Math.Max(0, written - _capacity + (_capacity / 4));
        var rows = destination.Length / _jointCount;
        var at = written - 1;
        var row = 0;
        for (; row < rows; row++)
        {
            var wantedNs = timeNs - ((row + 1) * intervalNs);
            while (at >= oldest && Volatile.Read(ref _timesNs[(int)(at % _capacity)]) > wantedNs)
                at--;
            if (at < oldest)
                break;
            _commands.AsSpan((int)(at % _capacity) * _jointCount, _jointCount).CopyTo(destination[(row * _jointCount)..]);
        }

        return Volatile.Read(ref _written) - oldest > _capacity ? 0 : row;
    }
}
