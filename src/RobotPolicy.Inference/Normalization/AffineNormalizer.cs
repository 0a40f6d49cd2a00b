using System.Globalization;

namespace RobotPolicy.Inference.Normalization;

/// <summary>
/// A normaliser of one feature. Every mode is affine per element, so all of them are (x − offset) / divisor forwards and
/// y · gain + offset backwards. Formulas as in LeRobot's normalize_processor (0.6): eps is added to a standard deviation when
/// normalising but not when de-normalising, and it replaces a range of zero. Immutable.
/// </summary>
internal sealed class AffineNormalizer
{
    private AffineNormalizer(double[] offset, double[] divisor, double[] gain)
    {
        Offset = offset;
        Divisor = divisor;
        Gain = gain;
    }

    /// <summary>Value that is mapped to 0, per element.</summary>
    public double[] Offset { get; }

    /// <summary>Divisor when normalising, per element; finite and positive.</summary>
    public double[] Divisor { get; }

    /// <summary>Factor when de-normalising, per element; finite and not negative.</summary>
    public double[] Gain { get; }

    /// <summary>The normaliser that changes nothing.</summary>
    public static AffineNormalizer Identity(int count)
    {
        var ones = new double[count];
        Array.Fill(ones, 1);
        return new AffineNormalizer(new double[count], ones, ones);
    }

    /// <summary>Builds a normaliser from dataset statistics.</summary>
    /// <param name="mode">Formula.</param>
    /// <param name="epsilon">Guard against a divisor of zero, as the package states it.</param>
    /// <param name="count">Elements of the feature; a statistic of one element is spread over all.</param>
    /// <param name="statistic">Looks up a statistic by name (<c>mean</c>, <c>q01</c>, …); <see langword="null"/> where there is none.</param>
    /// <param name="fail">Receives what is wrong: statistic, expected, actual.</param>
    public static AffineNormalizer? Create(
        NormalizerMode mode,
        double epsilon,
        int count,
        Func<string, double[]?> statistic,
        Action<string, string, string> fail)
    {
        if (mode == NormalizerMode.Identity)
            return Identity(count);

        var (lowName, highName) = mode switch
        {
            NormalizerMode.MeanStd => ("mean", "std"),
            NormalizerMode.MinMax => ("min", "max"),
            _ => ("q01", "q99"),
        };
        var low = Read(lowName, count, statistic, fail);
        var high = Read(highName, count, statistic, fail);

        // Some exporters exempt elements, such as a gripper, from normalisation by a mask.
        var mask = statistic("mask") is null ? null : Read("mask", count, statistic, fail);
        if (low is null || high is null)
            return null;

        var normalizer = Identity(count);
        var (offset, divisor, gain) = (normalizer.Offset, normalizer.Divisor, (double[])normalizer.Gain.Clone());
        for (var i = 0; i < count; i++)
        {
            if (mask is not null && mask[i] == 0)
                continue;

            if (mode == NormalizerMode.MeanStd)
            {
                (offset[i], divisor[i], gain[i]) = (low[i], high[i] + epsilon, high[i]);
                if (high[i] < 0)
                    fail(highName, "standard deviations that are not negative", Text(high[i]));
            }
            else
            {
                var range = high[i] - low[i];
                if (range < 0)
                    fail(highName, $"at least {lowName} ({Text(low[i])})", Text(high[i]));
                if (range == 0)
                    range = epsilon;
                (offset[i], divisor[i], gain[i]) = (low[i] + (range / 2), range / 2, range / 2);
            }

            if (!(divisor[i] > 0 && double.IsFinite(divisor[i]) && double.IsFinite(offset[i])))
            {
                fail(highName, "a spread above zero, or an eps above zero", $"{Text(high[i])} at index {i}");
                return null;
            }
        }

        return new AffineNormalizer(offset, divisor, gain);
    }

    private static double[]? Read(string name, int count, Func<string, double[]?> statistic, Action<string, string, string> fail)
    {
        if (statistic(name) is not { } values)
        {
            fail(name, $"{count} values", "nothing");
            return null;
        }

        foreach (var value in values)
        {
            if (!double.IsFinite(value))
            {
                fail(name, "finite values", Text(value));
                return null;
            }
        }

        if (values.Length == count)
            return values;

        if (values.Length != 1)
        {
            fail(name, $"{count} values", $"{values.Length}");
            return null;
        }

        var spread = new double[count];
        Array.Fill(spread, values[0]);
        return spread;
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
