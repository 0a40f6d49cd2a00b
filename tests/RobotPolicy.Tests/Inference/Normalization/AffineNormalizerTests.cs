using RobotPolicy.Inference.Normalization;

namespace RobotPolicy.Tests.Inference.Normalization;

/// <summary>Values worked out by hand from LeRobot's formulas.</summary>
public sealed class AffineNormalizerTests
{
    [Theory]
    [InlineData(5.0, (5.0 - 3.0) / (0.5 + 1e-8))]
    [InlineData(3.0, 0.0)]
    public void MeanStd_Forwards_DividesByStdPlusEps(double value, double expected)
    {
        Assert.Equal(expected, Forwards(Create("mean_std", 1e-8, ("mean", [3]), ("std", [0.5])), value), 1e-12);
    }

    [Fact]
    public void MeanStd_Backwards_LeavesEpsOut()
    {
        // Not the exact inverse, on purpose: this is how the policies were trained.
        Assert.Equal((2 * 0.5) + 3, Backwards(Create("mean_std", 0.1, ("mean", [3]), ("std", [0.5])), 2), 1e-12);
    }

    [Theory]
    [InlineData("min_max", "min", "max")]
    [InlineData("quantiles", "q01", "q99")]
    public void Range_GoldenValues_BothWays(string mode, string low, string high)
    {
        var normalizer = Create(mode, 1e-8, (low, [-0.8]), (high, [1.2]));

        Assert.Equal(0.5, Forwards(normalizer, 0.7), 1e-12);
        Assert.Equal(-1, Forwards(normalizer, -0.8), 1e-12);
        Assert.Equal(1, Forwards(normalizer, 1.2), 1e-12);
        Assert.Equal(1.5, Forwards(normalizer, 1.7), 1e-12);
        Assert.Equal(0.7, Backwards(normalizer, 0.5), 1e-12);
    }

    [Fact]
    public void Range_OfZero_IsReplacedByEps()
    {
        var normalizer = Create("min_max", 0.01, ("min", [2]), ("max", [2]));

        Assert.Equal(-1, Forwards(normalizer, 2), 1e-9);
        Assert.Equal(1, Forwards(normalizer, 2.01), 1e-9);
        Assert.Equal(2, Backwards(normalizer, -1), 1e-12);
    }

    [Fact]
    public void Identity_ChangesNothing()
    {
        var normalizer = Create("identity", 1e-8);

        Assert.Equal(0.7, Forwards(normalizer, 0.7));
        Assert.Equal(0.7, Backwards(normalizer, 0.7));
    }

    [Fact]
    public void Mask_OfZero_ExemptsAnElement()
    {
        var normalizer = AffineNormalizer.Create(
            NormalizerMode.MinMax, 1e-8, 2, Lookup(("min", [0, 0]), ("max", [4, 4]), ("mask", [1, 0])), (_, _, _) => Assert.Fail())!;

        Assert.Equal([2.0, 0.0], normalizer.Offset);
        Assert.Equal([2.0, 1.0], normalizer.Divisor);
        Assert.Equal([2.0, 1.0], normalizer.Gain);
    }

    [Fact]
    public void OneStatistic_IsSpreadOverAllElements()
    {
        var normalizer = AffineNormalizer.Create(
            NormalizerMode.MeanStd, 0, 3, Lookup(("mean", [4]), ("std", [2])), (_, _, _) => Assert.Fail())!;

        Assert.Equal([4.0, 4, 4], normalizer.Offset);
    }

    [Theory]
    [InlineData("mean_std", "mean", new double[] { 0 }, "std", new double[] { -1 }, "std: expected standard deviations that are not negative, actual -1")]
    [InlineData("min_max", "min", new double[] { 1 }, "max", new double[] { 0 }, "max: expected at least min (1), actual 0")]
    [InlineData("quantiles", "q01", new double[] { 1 }, "q90", new double[] { 2 }, "q99: expected 1 values, actual nothing")]
    public void Create_Nonsense_IsReported(string mode, string low, double[] lowValues, string high, double[] highValues, string error)
    {
        var errors = new List<string>();
        AffineNormalizer.Create(ModeOf(mode), 1e-8, 1, Lookup((low, lowValues), (high, highValues)), (name, expected, actual) =>
            errors.Add($"{name}: expected {expected}, actual {actual}"));

        Assert.Equal(error, errors[0]);
    }

    private static double Forwards(AffineNormalizer n, double value) => (value - n.Offset[0]) / n.Divisor[0];

    private static double Backwards(AffineNormalizer n, double value) => (value * n.Gain[0]) + n.Offset[0];

    private static NormalizerMode ModeOf(string mode) => mode switch
    {
        "mean_std" => NormalizerMode.MeanStd,
        "min_max" => NormalizerMode.MinMax,
        "quantiles" => NormalizerMode.Quantiles,
        _ => NormalizerMode.Identity,
    };

    private static AffineNormalizer Create(string mode, double epsilon, params (string, double[])[] statistics) =>
        AffineNormalizer.Create(ModeOf(mode), epsilon, 1, Lookup(statistics), (n, e, a) => Assert.Fail($"{n}: {e}, {a}"))!;

    private static Func<string, double[]?> Lookup(params (string Name, double[] Values)[] statistics) =>
        name => statistics.FirstOrDefault(s => s.Name == name).Values;
}
