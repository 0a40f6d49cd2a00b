using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Data.Analysis.Spans;

/// <summary>
/// Who moved the arm and how, as spans without gaps. Memory stays the same for hours of log: when there are too many, the shortest become
/// part of the one before them. One thread.
/// </summary>
/// <param name="limit">Most spans, at least 2.</param>
public sealed class ControlSpans(int limit = 4000)
{
    private readonly List<ControlSpan> _spans = [];
    private ControlSpan? _open;

    /// <summary>The spans, as far as they are over.</summary>
    public IReadOnlyList<ControlSpan> Spans => _spans;

    /// <summary>Spans that became part of others.</summary>
    public int MergedCount { get; private set; }

    /// <summary>Adds the next tick.</summary>
    public void Add(long timeNs, ControlMode mode, CommandSource source)
    {
        if (_open is { } open)
        {
            _open = open with { EndNs = timeNs };
            if (mode == open.Mode && source == open.Source)
                return;
            Finish();
        }

        _open = new ControlSpan(timeNs, timeNs, mode, source);
    }

    /// <summary>The log has ended.</summary>
    public void Finish()
    {
        if (_open is not { } open)
            return;
        _open = null;
        _spans.Add(open);
        if (_spans.Count > limit)
            Merge();
    }

    /// <summary>Halves them, so that it is done seldom however many come.</summary>
    private void Merge()
    {
        var lengths = _spans.Select(span => span.EndNs - span.StartNs).Order().ToList();
        var longest = lengths[lengths.Count / 2];
        var kept = new List<ControlSpan>(limit);
        foreach (var span in _spans)
        {
            var isJoined = kept.Count > 0 && (span.EndNs - span.StartNs <= longest || (span.Mode, span.Source) == (kept[^1].Mode, kept[^1].Source));
            if (isJoined)
                kept[^1] = kept[^1] with { EndNs = span.EndNs };
            else
                kept.Add(span);
        }

        MergedCount += _spans.Count - kept.Count;
        _spans.Clear();
        _spans.AddRange(kept);
    }
}
