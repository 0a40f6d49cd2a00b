namespace RobotPolicy.Imaging.Resampling;

/// <summary>
/// Which source pixels make up each target pixel along one axis, and with which weights; they sum to 1. Resizing is separable,
/// so two of these describe it whole. Immutable.
/// </summary>
internal sealed class AxisTaps
{
    /// <summary>Bits after the point of <see cref="FixedOf"/>.</summary>
    public const int FixedBits = 22;

    private const int MaxStride = 4;

    /// <summary>Target pixels that are computed together.</summary>
    public const int Group = 8;

    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly float[] _weights;
    private readonly int[] _fixedWeights;
    private readonly int[] _groupStarts;
    private readonly nint[]?[] _groupOffsets = new nint[]?[MaxStride + 1];

    public AxisTaps(AxisSampling sampling)
    {
        Sampling = sampling;
        _starts = new int[sampling.Count];
        _counts = new int[sampling.Count];
        var rows = new double[sampling.Count][];
        var weights = new List<double>();
        for (var i = 0; i < sampling.Count; i++)
        {
            _starts[i] = AxisWeights.Compute(sampling, i, weights);
            rows[i] = [.. weights];
            _counts[i] = weights.Count;
            Reach = Math.Max(Reach, weights.Count);
        }

        _weights = new float[sampling.Count * Reach];
        _fixedWeights = new int[sampling.Count * Reach];
        for (var i = 0; i < rows.Length; i++)
            for (var k = 0; k < rows[i].Length; k++)
            {
                _weights[(i * Reach) + k] = (float)rows[i][k];
                _fixedWeights[(i * Reach) + k] = (int)Math.Round(rows[i][k] * (1 << FixedBits), MidpointRounding.AwayFromZero);
            }

        Begin = _starts.Min();
        End = _starts.Zip(_counts, (start, count) => start + count).Max();
        (_groupStarts, GroupWeights) = BuildGroups(rows);
    }

    public AxisSampling Sampling { get; }

    /// <summary>Number of target pixels.</summary>
    public int Count => Sampling.Count;

    /// <summary>Largest number of source pixels under a target pixel.</summary>
    public int Reach { get; }

    /// <summary>First source pixel that any target pixel needs.</summary>
    public int Begin { get; }

    /// <summary>The source pixel after the last one needed.</summary>
    public int End { get; }

    /// <summary>
    /// Number of groups of <see cref="Group"/> target pixels; the last one overlaps the one before it where the count is no multiple.
    /// None for fewer target pixels than a group has.
    /// </summary>
    public int Groups => _groupStarts.Length / Group;

    /// <summary>For each group and each of <see cref="Reach"/> taps, the weights of the group's pixels.</summary>
    public float[] GroupWeights { get; }

    /// <summary>Index of the first sample of every target pixel of the groups, in a row whose pixels have so many lanes.</summary>
    public nint[] GroupOffsets(int stride) => _groupOffsets[stride] ??= BuildOffsets(stride);

    /// <summary>Weights of a target pixel, and the first source pixel that they apply to.</summary>
    public ReadOnlySpan<float> Of(int target, out int start)
    {
        start = _starts[target];
        return _weights.AsSpan(target * Reach, _counts[target]);
    }

    /// <summary>The same weights in fixed point, with <see cref="FixedBits"/> bits after the point.</summary>
    public ReadOnlySpan<int> FixedOf(int target, out int start)
    {
        start = _starts[target];
        return _fixedWeights.AsSpan(target * Reach, _counts[target]);
    }

    // A method of its own: a lambda that captures the stride would allocate in every call.
    private nint[] BuildOffsets(int stride) => Array.ConvertAll(_groupStarts, start => (nint)start * stride);

    private (int[] Starts, float[] Weights) BuildGroups(double[][] rows)
    {
        if (Count < Group)
            return ([], []);
        var groups = (Count + Group - 1) / Group;
        var starts = new int[groups * Group];
        var weights = new float[groups * Group * Reach];
        for (var group = 0; group < groups; group++)
            for (var j = 0; j < Group; j++)
            {
                // Weights of nothing fill up to the same reach; the window moves so that it stays inside the source.
                var target = Math.Min(group * Group, Count - Group) + j;
                var start = Math.Min(_starts[target], Sampling.Source - Reach);
                starts[(group * Group) + j] = start;
                for (var k = 0; k < rows[target].Length; k++)
                    weights[(((group * Reach) + _starts[target] - start + k) * Group) + j] = (float)rows[target][k];
            }

        return (starts, weights);
    }
}
