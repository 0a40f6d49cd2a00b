namespace RobotPolicy.Data.Analysis.Measures;

/// <summary>
/// How far what a human commanded was from what the policy would have, tick by tick while a human was in command: root mean square per
/// joint, and where in the episode. One thread.
/// </summary>
/// <param name="scale">What one is of each joint, such as its range; more than 0.</param>
public sealed class ActionDivergence(double[] scale)
{
    /// <summary>Parts of an episode.</summary>
    public const int Parts = 10;

    private const int MaxSeconds = 7200;

    private readonly double[] _squares = new double[scale.Length];
    private readonly double[] _greatest = new double[scale.Length];
    private readonly double[] _partSquares = new double[Parts];
    private readonly long[] _partCounts = new long[Parts];
    private readonly SortedDictionary<int, (double Squares, long Count)> _open = [];

    /// <summary>Ticks that were compared.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a tick.</summary>
    /// <param name="policy">What the policy would have commanded.</param>
    /// <param name="human">What was commanded.</param>
    /// <param name="seconds">Since the beginning of the episode.</param>
    /// <returns>Mean squared difference over the joints, in units of the scale; NaN where it cannot be compared.</returns>
    public double Add(ReadOnlySpan<double> policy, ReadOnlySpan<double> human, double seconds)
    {
        if (policy.Length != scale.Length || human.Length != scale.Length)
            return double.NaN;
        var error = SquaredError(policy, human, scale);
        if (!double.IsFinite(error))
            return double.NaN;
        for (var joint = 0; joint < scale.Length; joint++)
        {
            var difference = Math.Abs(policy[joint] - human[joint]);
            _squares[joint] += difference * difference;
            _greatest[joint] = Math.Max(_greatest[joint], difference);
        }

        Count++;
        var second = (int)Math.Clamp(seconds, 0, MaxSeconds);
        var (squares, count) = _open.GetValueOrDefault(second);
        _open[second] = (squares + error, count + 1);
        return error;
    }

    /// <summary>The episode has ended: what was added since the last one is spread over its parts.</summary>
    /// <param name="seconds">How long it took.</param>
    public void EndEpisode(double seconds)
    {
        foreach (var (second, (squares, count)) in _open)
        {
            var part = (int)Math.Clamp((second + 0.5) / Math.Max(seconds, 1e-3) * Parts, 0, Parts - 1);
            _partSquares[part] += squares;
            _partCounts[part] += count;
        }

        _open.Clear();
    }

    /// <summary>Root mean square of a joint, rad or m; NaN without ticks.</summary>
    public double RmsOf(int joint) => Count == 0 ? double.NaN : Math.Sqrt(_squares[joint] / Count);

    /// <summary>Greatest difference of a joint, rad or m.</summary>
    public double GreatestOf(int joint) => _greatest[joint];

    /// <summary>Root mean square over all joints in one part of an episode, in units of the scale; NaN where no human was in command.</summary>
    public double RmsOfPart(int part) => _partCounts[part] == 0 ? double.NaN : Math.Sqrt(_partSquares[part] / _partCounts[part]);

    /// <summary>Mean squared difference over the joints, in units of the scale.</summary>
    public static double SquaredError(ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> scale)
    {
        var distance = Neighbours.Distance(a, b, scale);
        return distance * distance;
    }
}
