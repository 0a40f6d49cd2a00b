using System.Runtime.InteropServices;

namespace RobotPolicy.Data.Analysis.Measures;

/// <summary>
/// Where in its joint space an arm has been: cells of a tenth of each joint's range. Memory is bounded: beyond the limit, cells that are new
/// are only counted as states. One thread.
/// </summary>
/// <param name="low">Lower limits.</param>
/// <param name="high">Upper limits.</param>
public sealed class StateCoverage(double[] low, double[] high)
{
    /// <summary>Cells of each joint.</summary>
    public const int CellsPerJoint = 10;

    private const int MaxCells = 100_000;

    private readonly Dictionary<ulong, long> _cells = [];
    private readonly double[] _least = [.. low.Select(_ => double.PositiveInfinity)];
    private readonly double[] _most = [.. low.Select(_ => double.NegativeInfinity)];

    /// <summary>States that were added.</summary>
    public long Count { get; private set; }

    /// <summary>Cells that were visited.</summary>
    public int Cells => _cells.Count;

    /// <summary>Whether there were more cells than are kept.</summary>
    public bool IsCut { get; private set; }

    /// <summary>exp of the entropy of visits: as many cells, visited equally often, would be as even. NaN without states.</summary>
    public double EffectiveCells
    {
        get
        {
            var total = (double)_cells.Values.Sum();
            return total > 0 ? Math.Exp(-_cells.Values.Sum(count => count / total * Math.Log(count / total))) : double.NaN;
        }
    }

    /// <summary>Least and greatest position of a joint; infinities without states.</summary>
    public (double Least, double Most) RangeOf(int joint) => (_least[joint], _most[joint]);

    /// <summary>Adds a state; one with another number of joints, or with what is no number, is passed over.</summary>
    public void Add(ReadOnlySpan<double> state)
    {
        if (state.Length != low.Length)
            return;
        var key = 14695981039346656037UL;
        for (var joint = 0; joint < state.Length; joint++)
        {
            if (!double.IsFinite(state[joint]))
                return;
            var cell = (int)Math.Clamp((state[joint] - low[joint]) / (high[joint] - low[joint]) * CellsPerJoint, -1, CellsPerJoint);
            key = unchecked((key ^ (ulong)(cell + 1)) * 1099511628211UL);
        }

        for (var joint = 0; joint < state.Length; joint++)
            (_least[joint], _most[joint]) = (Math.Min(_least[joint], state[joint]), Math.Max(_most[joint], state[joint]));
        Count++;
        if (_cells.Count < MaxCells || _cells.ContainsKey(key))
            CollectionsMarshal.GetValueRefOrAddDefault(_cells, key, out _)++;
        else
            IsCut = true;
    }

    /// <summary>Share of the cells here that another has not visited; NaN without states.</summary>
    public double ShareOutside(StateCoverage other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _cells.Count == 0 ? double.NaN : _cells.Keys.Count(key => !other._cells.ContainsKey(key)) / (double)_cells.Count;
    }
}
