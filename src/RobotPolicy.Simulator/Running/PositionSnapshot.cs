using RobotPolicy.Simulator.Perturbations;

namespace RobotPolicy.Simulator.Running;

/// <summary>The newest positions, handed from the physics thread to the render thread. The lock is held for a copy of some hundred bytes.</summary>
internal sealed class PositionSnapshot
{
    private readonly Lock _gate = new();
    private readonly double[] _positions;
    private long _unixNs;
    private EpisodeMoment _moment;

    /// <summary>Creates an empty snapshot.</summary>
    internal PositionSnapshot(int count) => _positions = new double[count];

    /// <summary>Takes positions, and the wall time and the moment of the episode at which they held.</summary>
    internal void Write(ReadOnlySpan<double> positions, long unixNs, EpisodeMoment moment)
    {
        lock (_gate)
        {
            positions.CopyTo(_positions);
            _unixNs = unixNs;
            _moment = moment;
        }
    }

    /// <summary>Copies the newest positions.</summary>
    /// <param name="positions">Receives them.</param>
    /// <param name="moment">When in the episode they held.</param>
    /// <returns>The wall time at which they held, in nanoseconds since the Unix epoch.</returns>
    internal long Read(Span<double> positions, out EpisodeMoment moment)
    {
        lock (_gate)
        {
            _positions.CopyTo(positions);
            moment = _moment;
            return _unixNs;
        }
    }
}
