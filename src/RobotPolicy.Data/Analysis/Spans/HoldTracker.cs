using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Data.Analysis.Spans;

/// <summary>Collects the holds and stops of a run from its ticks; another cause within a hold begins another one. One thread.</summary>
/// <param name="limit">Spans that are kept; the rest is only counted.</param>
public sealed class HoldTracker(int limit = 2000)
{
    private readonly List<HoldSpan> _spans = [];
    private HoldSpan? _open;

    /// <summary>The first spans, as far as they are over.</summary>
    public IReadOnlyList<HoldSpan> Spans => _spans;

    /// <summary>All spans, those included that were not kept.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the next tick.</summary>
    public void Add(in TickRecord tick)
    {
        var isHeld = tick.Mode is ControlMode.Holding or ControlMode.ProtectiveStop or ControlMode.EmergencyStop;
        if (_open is { } open)
        {
            _open = open with { EndNs = tick.TimeNs };
            if (isHeld && (tick.Mode, tick.Cause, tick.Culprit) == (open.Mode, open.Cause, open.Culprit))
                return;
            Finish();
        }

        if (isHeld)
            _open = new HoldSpan(tick.TimeNs, tick.TimeNs, tick.Mode, tick.Cause, tick.Culprit);
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

    /// <summary>
    /// Puts the spans of two runs of the same log side by side: those with the same mode and cause that overlap, or begin within a second of
    /// each other; in the order of time.
    /// </summary>
    public static IReadOnlyList<(HoldSpan? First, HoldSpan? Second)> Pair(IReadOnlyList<HoldSpan> first, IReadOnlyList<HoldSpan> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var pairs = new List<(HoldSpan? First, HoldSpan? Second)>();
        var free = second.ToList();
        foreach (var one in first)
        {
            var other = free.FirstOrDefault(each => each.Mode == one.Mode && each.Cause == one.Cause
                && (Math.Abs(each.StartNs - one.StartNs) <= NearNs || (each.StartNs < one.EndNs && one.StartNs < each.EndNs)));
            if (other is not null)
                free.Remove(other);
            pairs.Add((one, other));
        }

        pairs.AddRange(free.Select(each => ((HoldSpan?)null, (HoldSpan?)each)));
        return [.. pairs.OrderBy(pair => (pair.First ?? pair.Second)!.StartNs)];
    }

    private const long NearNs = 1_000_000_000;
}
