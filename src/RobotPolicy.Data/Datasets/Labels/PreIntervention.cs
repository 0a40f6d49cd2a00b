namespace RobotPolicy.Data.Datasets.Labels;

/// <summary>
/// The frames that led to an intervention: those just before a human took over, in which the policy was about to go wrong. They are
/// derived afterwards and never recorded, so that the window can be another tomorrow.
/// </summary>
public static class PreIntervention
{
    /// <summary>Steps before a takeover that count, as in Sirius (Liu et al., 2211.08416).</summary>
    public const int DefaultSteps = 15;

    /// <summary>Marks the frames of one episode.</summary>
    /// <param name="sources">Who commanded, frame by frame.</param>
    /// <param name="steps">Frames before each takeover; fewer where the episode or another intervention stands before. Not negative.</param>
    /// <param name="marks">As long as <paramref name="sources"/>; overwritten.</param>
    public static void Mark(ReadOnlySpan<FrameSource> sources, int steps, Span<bool> marks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentOutOfRangeException.ThrowIfNotEqual(marks.Length, sources.Length);
        marks.Clear();
        for (var start = 1; start < sources.Length; start++)
        {
            if (!IsTakeover(sources, start))
                continue;
            for (var i = start - 1; i >= 0 && i >= start - steps && sources[i] != FrameSource.Human; i--)
                marks[i] = true;
        }
    }

    /// <summary>Whether a human takes over in a frame.</summary>
    internal static bool IsTakeover(ReadOnlySpan<FrameSource> sources, int frame) =>
        sources[frame] == FrameSource.Human && (frame == 0 || sources[frame - 1] != FrameSource.Human);
}
