namespace RobotPolicy.Simulator.Running;

/// <summary>The newest positions, handed from the physics thread to the render thread. The lock is held for a copy of some hundred bytes.</summary>
internal sealed class PositionSnapshot
{
    private readonly Lock _gate = new();
    private readonly double[] _positions;
    private long _unixNs;

    /// <summary>Creates an empty snapshot.</summary>
    internal PositionSnapshot(int count) => _positions = new double[count];

    /// <summary>Takes positions and the wall time at which they held.</summary>
    internal void Write(ReadOnlySpan<double> positions, long unixNs)
    {
        lock (_gate)
        {
            positions.CopyTo(_positions);
            _unixNs = unixNs;
        }
    }

    /// <summary>Copies the newest positions.</summary>
    /// <returns>The wall time at which they held, in nanoseconds since the Unix epoch.</returns>
    internal long Read(Span<double> positions)
    {
        lock (_gate)
        {
            _positions.CopyTo(positions);
            return _unixNs;
        }
    }
}
