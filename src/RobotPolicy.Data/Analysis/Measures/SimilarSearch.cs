namespace RobotPolicy.Data.Analysis.Measures;

/// <summary>
/// Finds the moments whose encoding by the policy is nearest to one, by the cosine, while recordings go by: memory is bounded by how many
/// are wanted. Of moments within a second of each other the nearest one counts, and those within two seconds of the query are no find. One
/// thread.
/// </summary>
public sealed class SimilarSearch
{
    private const double ApartSeconds = 1;
    private const double AwaySeconds = 2;

    private readonly string _log;
    private readonly double _seconds;
    private readonly float[] _query;
    private readonly double _norm;
    private readonly int _count;
    private readonly List<SimilarMoment> _best = [];

    /// <summary>Begins a search.</summary>
    /// <param name="log">Recording of the query.</param>
    /// <param name="seconds">When the query was observed, since the first tick of its recording.</param>
    /// <param name="query">Its encoding.</param>
    /// <param name="count">Moments that are wanted.</param>
    public SimilarSearch(string log, double seconds, float[] query, int count)
    {
        ArgumentNullException.ThrowIfNull(query);
        (_log, _seconds, _query, _norm, _count) = (log, seconds, query, Math.Sqrt(Dot(query, query)), count);
    }

    /// <summary>The nearest moments so far, nearest first.</summary>
    public IReadOnlyList<SimilarMoment> Found => [.. _best.OrderByDescending(each => each.Cosine).Take(_count)];

    /// <summary>Offers a moment; one whose encoding has another length, or is no number, is passed over.</summary>
    public void Offer(string log, string task, double seconds, double taskSeconds, ReadOnlySpan<float> embedding)
    {
        if (embedding.Length != _query.Length || embedding.Length == 0 || (log == _log && Math.Abs(seconds - _seconds) < AwaySeconds))
            return;
        var cosine = Dot(embedding, _query) / (Math.Sqrt(Dot(embedding, embedding)) * _norm);
        if (!double.IsFinite(cosine))
            return;
        var near = _best.FindIndex(each => each.Log == log && Math.Abs(each.Seconds - seconds) < ApartSeconds);
        if (near >= 0 && _best[near].Cosine >= cosine)
            return;
        if (near >= 0)
            _best.RemoveAt(near);
        _best.Add(new SimilarMoment(log, task, seconds, taskSeconds, cosine));
        if (_best.Count > 2 * _count)
        {
            _best.Sort((a, b) => b.Cosine.CompareTo(a.Cosine));
            _best.RemoveRange(_count, _best.Count - _count);
        }
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }
}
