namespace RobotPolicy.Control.Failure.Thresholds;

/// <summary>
/// Sum of a score over its last calls: η_t = Σ (s_i + 1e-6), i = max(t − w + 1, 0) … t. A plain sum, partial at the start of an epoch.
/// One thread at a time; allocates at construction only.
/// </summary>
public sealed class ScoreWindow
{
    /// <summary>Added to every score, so that a threshold is above 0.</summary>
    public const double Offset = 1e-6;

    /// <summary>A window that never forgets within an epoch.</summary>
    public const int WholeEpoch = 0;

    private readonly double[] _scores;
    private int _next;
    private int _count;
    private double _total;

    /// <summary>An empty window.</summary>
    /// <param name="calls">Calls w that it spans, or <see cref="WholeEpoch"/>.</param>
    public ScoreWindow(int calls)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(calls);
        Calls = calls;
        _scores = new double[calls];
    }

    /// <summary>Calls that it spans; <see cref="WholeEpoch"/> for all.</summary>
    public int Calls { get; }

    /// <summary>Takes a score in and returns the sum. A score that is not a number makes it NaN until it has left the window.</summary>
    public double Push(double score)
    {
        if (Calls == WholeEpoch)
            return _total += score + Offset;

        _scores[_next] = score + Offset;
        _next = _next + 1 == Calls ? 0 : _next + 1;
        _count = Math.Min(_count + 1, Calls);

        // Summed afresh, oldest first: a running difference would keep a NaN for ever, and gather rounding.
        var sum = 0.0;
        var at = _count < Calls ? 0 : _next;
        for (var i = 0; i < _count; i++)
        {
            sum += _scores[at];
            at = at + 1 == Calls ? 0 : at + 1;
        }

        return sum;
    }

    /// <summary>Forgets everything; at the start of an epoch.</summary>
    public void Reset()
    {
        _next = _count = 0;
        _total = 0;
    }

    /// <summary>The sums of a whole rollout, as the window gives them call by call.</summary>
    public static double[] Sums(ReadOnlySpan<double> scores, int calls)
    {
        var window = new ScoreWindow(calls);
        var sums = new double[scores.Length];
        for (var t = 0; t < sums.Length; t++)
            sums[t] = window.Push(scores[t]);
        return sums;
    }
}
