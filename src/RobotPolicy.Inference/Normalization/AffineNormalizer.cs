using System.Globalization;

namespace RobotPolicy.Inference.Normalization;

/// <summary>
/// A normaliser of one feature. Every mode is affine per element, so all of them are (x − offset) / divisor forwards and
/// y · gain + offset backwards. What eps does is the package's choice (<see cref="EpsilonRule"/>). Immutable.
/// </summary>
internal sealed class AffineNormalizer
{
    private AffineNormalizer(double[] offset, double[] divisor, double[] gain, double clip = double.PositiveInfinity)
    {
        Offset = offset;
        Divisor = divisor;
        Gain = gain;
        Clip = clip;
    }

    /// <summary>Value that is mapped to 0, per element.</summary>
    public double[] Offset { get; }

    /// <summary>Divisor when normalising, per element; finite and positive.</summary>
    public double[] Divisor { get; }

    /// <summary>Factor when de-normalising, per element; finite and not negative.</summary>
    public double[] Gain { get; }

    /// <summary>Bound of the normalised value, both ways; infinite where there is none.</summary>
    public double Clip { get; }

    /// <summary>The normaliser that changes nothing.</summary>
    public static AffineNormalizer Identity(int count)
    {
        var ones = new double[count];
        Array.Fill(ones, 1);
        return new AffineNormalizer(new double[count], ones, ones);
    }

    /// <summary>A normaliser of given constants: (x − offset) / scale, and back.</summary>
    public static AffineNormalizer Of(IReadOnlyList<double> offset, IReadOnlyList<double> scale) => new([.. offset], [.. scale], [.. scale]);

    /// <summary>Builds a normaliser from dataset statistics.</summary>
    /// <param name="formula">Formula, as the package states it.</param>
    /// <param name="count">Elements of the feature; a statistic of one element is spread over all.</param>
    /// <param name="statistic">Looks up a statistic by name (<c>mean</c>, <c>q01</c>, …); <see langword="null"/> where there is none.</param>
    /// <param name="fail">Receives what is wrong: statistic, expected, actual.</param>
    public static AffineNormalizer? Create(
        NormalizerFormula formula,
        int count,
        Func<string, double[]?> statistic,
        Action<string, string, string> fail)
    {
        var mode = formula.Mode;
        if (mode == NormalizerMode.Identity)
            return Identity(count);

        var (lowName, highName) = mode switch
        {
            NormalizerMode.MeanStd => ("mean", "std"),
            NormalizerMode.MinMax => ("min", "max"),
            NormalizerMode.Quantile10 => ("q10", "q90"),
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

            var deviates = mode == NormalizerMode.MeanStd;
            var spread = deviates ? high[i] : high[i] - low[i];
            if (spread < 0)
                fail(highName, deviates ? "standard deviations that are not negative" : $"at least {lowName} ({Text(low[i])})", Text(high[i]));
            offset[i] = low[i];
            if (formula.IsConstant(spread))
                continue;

            if (deviates)
            {
                (divisor[i], gain[i]) = formula.OfDeviation(spread);
            }
            else
            {
                var half = formula.OfRange(spread) / 2;
                (offset[i], divisor[i], gain[i]) = (low[i] + half, half, half);
            }

            if (!(divisor[i] > 0 && double.IsFinite(divisor[i]) && double.IsFinite(offset[i])))
            {
                fail(highName, "a spread above zero, or an eps above zero", $"{Text(high[i])} at index {i}");
                return null;
            }
        }

        return new AffineNormalizer(offset, divisor, gain, formula.Clip);
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
