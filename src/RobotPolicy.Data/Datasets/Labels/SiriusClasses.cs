using System.Buffers;

namespace RobotPolicy.Data.Datasets.Labels;

/// <summary>Sorts the frames of an episode into the classes of Sirius.</summary>
public static class SiriusClasses
{
    /// <summary>Sorts them.</summary>
    /// <param name="sources">Who commanded, frame by frame.</param>
    /// <param name="steps">Frames before each takeover that are <see cref="SiriusClass.PreIntervention"/>.</param>
    /// <param name="classes">As long as <paramref name="sources"/>; overwritten.</param>
    public static void Label(ReadOnlySpan<FrameSource> sources, int steps, Span<SiriusClass> classes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(classes.Length, sources.Length);
        var rented = ArrayPool<bool>.Shared.Rent(sources.Length);
        try
        {
            var before = rented.AsSpan(0, sources.Length);
            PreIntervention.Mark(sources, steps, before);
            for (var i = 0; i < sources.Length; i++)
            {
                classes[i] = before[i] ? SiriusClass.PreIntervention : sources[i] switch
                {
                    FrameSource.Demo => SiriusClass.Demo,
                    FrameSource.Human => SiriusClass.Intervention,
                    _ => SiriusClass.Robot,
                };
            }
        }
        finally
        {
            ArrayPool<bool>.Shared.Return(rented);
        }
    }
}
