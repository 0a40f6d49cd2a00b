using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Loop;

namespace RobotPolicy.Data.Analysis.Spans;

/// <summary>
/// Collects what the failure monitor said from the ticks of a run. Before the first chunk of an epoch a monitor never tells: that is not
/// collected. One thread.
/// </summary>
/// <param name="limit">Spans that are kept; the rest is only counted.</param>
public sealed class AlarmTracker(int limit = 2000)
{
    private readonly List<AlarmSpan> _spans = [];
    private AlarmSpan? _open;

    /// <summary>The first spans, as far as they are over.</summary>
    public IReadOnlyList<AlarmSpan> Spans => _spans;

    /// <summary>All spans, those included that were not kept.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the next tick.</summary>
    /// <returns>Whether an alarm begins with it.</returns>
    public bool Add(in TickRecord tick)
    {
        var failure = tick.Failure;
        var speaks = failure.State == FailureState.Alarm || (failure.State == FailureState.Degraded && failure.ChunkId != 0);
        if (_open is { } open)
        {
            if (speaks && open.State == failure.State && open.Reason == failure.Reason)
            {
                _open = open with { EndNs = tick.TimeNs, MaxRatio = double.IsNaN(open.MaxRatio) || failure.Ratio > open.MaxRatio ? failure.Ratio : open.MaxRatio };
                return false;
            }

            _open = open with { EndNs = tick.TimeNs };
            Finish();
        }

        if (speaks)
            _open = new AlarmSpan(tick.TimeNs, tick.TimeNs, failure.State, failure.Reason, failure.Ratio);
        return speaks && failure.State == FailureState.Alarm;
    }

    /// <summary>The log has ended.</summary>
    public void Finish()
    {
        if (_open is not { } open)
            return;
        Count++;
        if (_spans.Count < limit)
            _spans.Add(open);
        _open = null;
    }

    /// <summary>Puts the spans of two runs of the same log side by side: those of one state that overlap or begin within a second of each other.</summary>
    public static IReadOnlyList<(AlarmSpan? First, AlarmSpan? Second)> Pair(IReadOnlyList<AlarmSpan> first, IReadOnlyList<AlarmSpan> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var pairs = new List<(AlarmSpan? First, AlarmSpan? Second)>();
        var free = second.ToList();
        foreach (var one in first)
        {
            var other = free.FirstOrDefault(each => each.State == one.State
                && (Math.Abs(each.StartNs - one.StartNs) <= NearNs || (each.StartNs < one.EndNs && one.StartNs < each.EndNs)));
            if (other is not null)
                free.Remove(other);
            pairs.Add((one, other));
        }

        pairs.AddRange(free.Select(each => ((AlarmSpan?)null, (AlarmSpan?)each)));
        return [.. pairs.OrderBy(pair => (pair.First ?? pair.Second)!.StartNs)];
    }

    private const long NearNs = 1_000_000_000;
}
