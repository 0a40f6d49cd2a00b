namespace RobotPolicy.Control.Failure.Scores;

/// <summary>Finds the middle of numbers without sorting all of them.</summary>
internal static class Selection
{
    /// <summary>Median of finite numbers, of an even count the mean of the two in the middle; reorders them.</summary>
    public static double Median(Span<double> values)
    {
        var middle = values.Length / 2;
        var upper = Select(values, middle);
        if (values.Length % 2 == 1)
            return upper;
        var lower = double.NegativeInfinity;
        foreach (var value in values[..middle])
            lower = Math.Max(lower, value);
        return 0.5 * (lower + upper);
    }

    /// <summary>The value that stands at a place once they are sorted; those before it are not greater.</summary>
    private static double Select(Span<double> values, int place)
    {
        var (low, high) = (0, values.Length - 1);
        while (low < high)
        {
            var pivot = values[low + ((high - low) / 2)];
            var (left, right) = (low, high);
            while (left <= right)
            {
                while (values[left] < pivot)
                    left++;
                while (values[right] > pivot)
                    right--;
                if (left <= right)
                {
                    (values[left], values[right]) = (values[right], values[left]);
                    left++;
                    right--;
                }
            }

            if (place <= right)
                high = right;
            else if (place >= left)
                low = left;
            else
                break;
        }

        return values[place];
    }
}
