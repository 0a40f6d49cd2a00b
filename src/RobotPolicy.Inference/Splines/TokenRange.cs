namespace RobotPolicy.Inference.Splines;

/// <summary>
/// Control points as tokens (BEAST): token = round((N−1)·(c − min)/(max − min)) with c clamped, half to even, and back again. Bounds
/// are of each control point. Immutable.
/// </summary>
public sealed class TokenRange
{
    private readonly double[] _low;
    private readonly double[] _high;

    /// <summary>Makes a range.</summary>
    /// <param name="tokens">Tokens N, from 2.</param>
    /// <param name="low">Smallest value of each control point.</param>
    /// <param name="high">Largest value of each control point.</param>
    public TokenRange(int tokens, double[] low, double[] high)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 2);
        ArgumentOutOfRangeException.ThrowIfNotEqual(high.Length, low.Length);
        (Tokens, _low, _high) = (tokens, low, high);
    }

    /// <summary>Tokens N.</summary>
    public int Tokens { get; }

    /// <summary>Control points.</summary>
    public int Count => _low.Length;

    /// <summary>The token of a control point's value.</summary>
    public int Encode(int index, double value)
    {
        var range = _high[index] - _low[index];
        return range <= 0 ? 0 : (int)Math.Round((Tokens - 1) * (Math.Clamp(value, _low[index], _high[index]) - _low[index]) / range);
    }

    /// <summary>The value of a control point's token, which is from 0 to N − 1.</summary>
    public double Decode(int index, double token) => _low[index] + (token / (Tokens - 1) * (_high[index] - _low[index]));
}
