namespace RobotPolicy.Control.Failure.Scores;

/// <summary>
/// Counts points in the cells of a grid of which almost all are empty: an open-addressed table of the points themselves, hashed by
/// their cells and compared coordinate by coordinate. One thread at a time; allocates at construction only.
/// </summary>
internal sealed class CellCounter
{
    private readonly int _points;
    private readonly long[][] _coordinates;
    private readonly ulong[] _hashes;
    private readonly int[] _firstPoint;
    private readonly int[] _filledIn;
    private readonly int[] _counts;
    private readonly int[] _cellsWith;
    private readonly double[] _terms;
    private readonly int _shift;
    private int _round;

    /// <summary>Memory for so many points of so many coordinates.</summary>
    public CellCounter(int points, int dimensions)
    {
        _points = points;
        _coordinates = new long[dimensions][];
        for (var k = 0; k < dimensions; k++)
            _coordinates[k] = new long[points];
        _hashes = new ulong[points];

        // At most half full, so that searches stay short.
        var bits = 1;
        while (1 << bits < 2 * points)
            bits++;
        _shift = 64 - bits;
        (_firstPoint, _filledIn, _counts) = (new int[1 << bits], new int[1 << bits], new int[points]);
        _cellsWith = new int[points + 1];
        _terms = new double[points + 1];
        for (var n = 1; n <= points; n++)
            _terms[n] = n * Math.Log2(n);
    }

    /// <summary>The cell of every point along a dimension, to be written by the caller.</summary>
    public Span<long> Coordinates(int dimension) => _coordinates[dimension];

    /// <summary>−Σ p·log2 p over the cells that hold points.</summary>
    public double Entropy()
    {
        Hash();
        NextRound();
        Array.Clear(_cellsWith);
        for (var point = 0; point < _points; point++)
            Count(point);

        // Summed by how many points a cell holds, so that the order of the points does not even change the rounding.
        var sum = 0.0;
        for (var n = 2; n <= _points; n++)
            sum += _cellsWith[n] * _terms[n];
        return Math.Max(0, Math.Log2(_points) - (sum / _points));
    }

    private void Hash()
    {
        Array.Clear(_hashes);
        foreach (var coordinates in _coordinates)
        {
            for (var point = 0; point < _hashes.Length; point++)
                _hashes[point] = unchecked((_hashes[point] + (ulong)coordinates[point]) * 0x9E3779B97F4A7C15);
        }
    }

    /// <summary>Empties the table without touching it: a slot holds something only if it was filled in this round.</summary>
    private void NextRound()
    {
        if (_round == int.MaxValue)
        {
            Array.Clear(_filledIn);
            _round = 0;
        }

        _round++;
    }

    private void Count(int point)
    {
        var slot = (int)(_hashes[point] >> _shift);
        while (_filledIn[slot] == _round)
        {
            var first = _firstPoint[slot];
            if (IsSameCell(first, point))
            {
                _cellsWith[_counts[first]]--;
                _cellsWith[++_counts[first]]++;
                return;
            }

            slot = (slot + 1) & (_filledIn.Length - 1);
        }

        (_filledIn[slot], _firstPoint[slot], _counts[point]) = (_round, point, 1);
        _cellsWith[1]++;
    }

    private bool IsSameCell(int a, int b)
    {
        foreach (var coordinates in _coordinates)
        {
            if (coordinates[a] != coordinates[b])
                return false;
        }

        return true;
    }
}
