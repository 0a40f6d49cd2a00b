namespace RobotPolicy.Data.Analysis.Measures;

/// <summary>Nearest neighbours by comparison with all.</summary>
public static class Neighbours
{
    /// <summary>Root of the mean squared difference, each component in units of its scale.</summary>
    public static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> scale)
    {
        if (a.Length != b.Length || a.Length > scale.Length || a.Length == 0)
            return double.NaN;
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            var difference = (a[i] - b[i]) / scale[i];
            sum += difference * difference;
        }

        return Math.Sqrt(sum / a.Length);
    }

    /// <summary>The <paramref name="count"/> items with the least distance, nearest first; those without a number are passed over.</summary>
    public static IReadOnlyList<(T Item, double Distance)> Nearest<T>(IEnumerable<T> items, Func<T, double> distance, int count)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(distance);
        var heap = new PriorityQueue<(T Item, double Distance), double>();
        foreach (var item in items)
        {
            var d = distance(item);
            if (!double.IsFinite(d))
                continue;
            if (heap.Count < count)
                heap.Enqueue((item, d), -d);
            else if (heap.TryPeek(out var worst, out _) && d < worst.Distance)
                heap.EnqueueDequeue((item, d), -d);
        }

        return [.. heap.UnorderedItems.Select(each => each.Element).OrderBy(each => each.Distance)];
    }
}
