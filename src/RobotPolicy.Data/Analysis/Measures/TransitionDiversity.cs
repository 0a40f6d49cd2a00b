namespace RobotPolicy.Data.Analysis.Measures;

/// <summary>
/// How differently the same state and action go on (transition diversity), and how differently the same state is acted in. After the
/// data-quality view of imitation learning, in which the noise scale σ of s' ∼ N(μ(s, a), σ²I) decides how much of the state space
/// demonstrations cover; the estimate from nearest neighbours is our own.
/// </summary>
public sealed record TransitionDiversity
{
    /// <summary>Neighbours that are looked at.</summary>
    public const int NeighbourCount = 8;

    private const int MaxQueries = 400;

    /// <summary>Transitions that it was computed of.</summary>
    public required int Count { get; init; }

    /// <summary>Transitions whose neighbours were looked at.</summary>
    public required int Queries { get; init; }

    /// <summary>Whether neighbours come from other episodes; with one episode alone they do not.</summary>
    public required bool AcrossEpisodes { get; init; }

    /// <summary>σ of each joint, rad or m: root of the mean variance of s' − s among neighbours in (s, a). NaN where too little is known.</summary>
    public required IReadOnlyList<double> NextSigma { get; init; }

    /// <summary>Standard deviation of each joint's action a − s among neighbours in s, rad or m.</summary>
    public required IReadOnlyList<double> ActionSigma { get; init; }

    /// <summary>σ over all joints, each in units of its scale.</summary>
    public required double Sigma { get; init; }

    /// <summary>Computes it.</summary>
    /// <param name="transitions">Transitions of one kind, all with as many joints as there are scales.</param>
    /// <param name="scale">What one is of each joint, such as its range; more than 0.</param>
    public static TransitionDiversity Of(IReadOnlyList<Transition> transitions, double[] scale)
    {
        ArgumentNullException.ThrowIfNull(transitions);
        ArgumentNullException.ThrowIfNull(scale);
        var usable = transitions.Where(each => each.State.Length == scale.Length && each.Action.Length == scale.Length && each.Next.Length == scale.Length).ToList();
        var across = usable.Select(each => each.Episode).Distinct().Count() > 1;
        var stride = Math.Max(1, usable.Count / MaxQueries);
        var (next, action) = (new Spread(scale.Length), new Spread(scale.Length));
        var queries = 0;
        for (var i = 0; i < usable.Count; i += stride)
        {
            var query = usable[i];
            var others = usable.Where((each, j) => across ? each.Episode != query.Episode : j != i).ToList();
            queries++;
            next.Add(
                Neighbours.Nearest(others, each => Neighbours.Distance(each.State, query.State, scale) + Neighbours.Distance(each.Action, query.Action, scale), NeighbourCount),
                (each, joint) => each.Next[joint] - each.State[joint]);
            action.Add(
                Neighbours.Nearest(others, each => Neighbours.Distance(each.State, query.State, scale), NeighbourCount),
                (each, joint) => each.Action[joint] - each.State[joint]);
        }

        var sigma = next.Sigma();
        return new TransitionDiversity
        {
            Count = usable.Count,
            Queries = queries,
            AcrossEpisodes = across,
            NextSigma = sigma,
            ActionSigma = action.Sigma(),
            Sigma = Math.Sqrt(sigma.Select((each, joint) => each / scale[joint] * (each / scale[joint])).DefaultIfEmpty(double.NaN).Average()),
        };
    }

    /// <summary>Mean of unbiased variances, joint by joint.</summary>
    private sealed class Spread(int joints)
    {
        private readonly double[] _sums = new double[joints];
        private int _count;

        public void Add(IReadOnlyList<(Transition Item, double Distance)> neighbours, Func<Transition, int, double> value)
        {
            if (neighbours.Count < 2)
                return;
            _count++;
            for (var joint = 0; joint < _sums.Length; joint++)
            {
                var mean = neighbours.Average(each => value(each.Item, joint));
                _sums[joint] += neighbours.Sum(each => (value(each.Item, joint) - mean) * (value(each.Item, joint) - mean)) / (neighbours.Count - 1);
            }
        }

        public double[] Sigma() => [.. _sums.Select(sum => _count == 0 ? double.NaN : Math.Sqrt(sum / _count))];
    }
}
