using RobotPolicy.Control.Observations;

namespace RobotPolicy.Imaging.Resampling;

/// <summary>
/// Which source pixels make up each target pixel along one axis, and with which weights; they sum to 1. Resizing is separable,
/// so two of these describe it whole. Immutable.
/// </summary>
internal sealed class AxisTaps
{
    private readonly int[] _starts;
    private readonly int[] _ends;
    private readonly float[] _weights;

    public AxisTaps(int source, int target, ResizeFilter filter)
    {
        Source = source;
        Target = target;
        Filter = filter;
        _starts = new int[target];
        _ends = new int[target + 1];
        var weights = new List<float>();
        for (var i = 0; i < target; i++)
        {
            switch (filter)
            {
                case ResizeFilter.Area:
                    AddArea(i, weights);
                    break;
                case ResizeFilter.Bilinear:
                    AddBilinear(i, weights);
                    break;
                default:
                    _starts[i] = Math.Min((int)((i + 0.5) * source / target), source - 1);
                    weights.Add(1);
                    break;
            }

            _ends[i + 1] = weights.Count;
        }

        _weights = [.. weights];
    }

    public int Source { get; }

    public int Target { get; }

    public ResizeFilter Filter { get; }

    /// <summary>Weights of a target pixel, and the first source pixel that they apply to.</summary>
    public ReadOnlySpan<float> Of(int target, out int start)
    {
        start = _starts[target];
        return _weights.AsSpan(_ends[target], _ends[target + 1] - _ends[target]);
    }

    /// <summary>Target pixel i covers the source interval [i·s, (i+1)·s); each source pixel counts by how much of it lies inside.</summary>
    private void AddArea(int index, List<float> weights)
    {
        // In exact integers, in units of 1/target source pixels: rounding can neither add nor lose a pixel at the border.
        var begin = (long)index * Source;
        var end = begin + Source;
        var first = begin / Target;
        var last = (end - 1) / Target;
        _starts[index] = (int)first;
        for (var pixel = first; pixel <= last; pixel++)
        {
            var overlap = Math.Min(end, (pixel + 1) * Target) - Math.Max(begin, pixel * Target);
            weights.Add((float)((double)overlap / Source));
        }
    }

    /// <summary>Centres aligned: target centre i + ½ lies at (i + ½)·s in the source. Beyond the border the edge pixel counts.</summary>
    private void AddBilinear(int index, List<float> weights)
    {
        var centre = ((index + 0.5) * Source / Target) - 0.5;
        var first = (int)Math.Floor(centre);
        var fraction = (float)(centre - first);
        if (first < 0 || first >= Source - 1)
        {
            _starts[index] = Math.Clamp(first, 0, Source - 1);
            weights.Add(1);
            return;
        }

        _starts[index] = first;
        weights.Add(1 - fraction);
        weights.Add(fraction);
    }
}
