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
    [InlineData("quantile10", "q10", "q90")]
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
    public void Added_MeanStd_IsOpenpis()
    {
        var normalizer = Create("mean_std", EpsilonRule.Added, 1e-6, ("mean", [3]), ("std", [0.5]));

        Assert.Equal(2 / (0.5 + 1e-6), Forwards(normalizer, 5), 1e-12);
        Assert.Equal(5, Backwards(normalizer, 2 / (0.5 + 1e-6)), 1e-12);
    }

    [Fact]
    public void Added_Quantiles_IsOpenpis()
    {
        var normalizer = Create("quantiles", EpsilonRule.Added, 1e-6, ("q01", [-0.8]), ("q99", [1.2]));

        Assert.Equal((2 * (0.7 + 0.8) / (2 + 1e-6)) - 1, Forwards(normalizer, 0.7), 1e-12);
        Assert.Equal((0.5 * (0.5 + 1) * (2 + 1e-6)) - 0.8, Backwards(normalizer, 0.5), 1e-12);
    }

    [Fact]
    public void Added_OpenVlaOft_GoldenValues()
    {
        var normalizer = Create("quantiles", EpsilonRule.Added, 1e-8, ("q01", [-0.8]), ("q99", [1.2]));

        Assert.Equal(0.5, Forwards(normalizer, 0.7), 1e-7);
        Assert.Equal(0.7, Backwards(normalizer, 0.5), 1e-7);
    }

    [Theory]
    [InlineData("min_max", "min", "max", 2.0, 2.00009, 2.0)]
    [InlineData("mean_std", "mean", "std", 2.0, 0.00009, 2.0)]
    public void Constant_SpreadBelowEps_OnlyShifts(string mode, string low, string high, double lowValue, double highValue, double value)
    {
        // diffusion_policy: an element that hardly moved in training must not be blown up.
        var normalizer = Create(mode, EpsilonRule.Constant, 1e-4, (low, [lowValue]), (high, [highValue]));

        Assert.Equal(0, Forwards(normalizer, value), 1e-12);
        Assert.Equal(0.5, Forwards(normalizer, value + 0.5), 1e-12);
        Assert.Equal(value, Backwards(normalizer, 0), 1e-12);
    }

    [Fact]
    public void Constant_SpreadOfEps_IsScaled()
    {
        var normalizer = Create("min_max", EpsilonRule.Constant, 0.25, ("min", [0]), ("max", [0.25]));

        Assert.Equal(-1, Forwards(normalizer, 0), 1e-12);
        Assert.Equal(1, Forwards(normalizer, 0.25), 1e-12);
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
            new NormalizerFormula(NormalizerMode.MinMax, 1e-8), 2, Lookup(("min", [0, 0]), ("max", [4, 4]), ("mask", [1, 0])), (_, _, _) => Assert.Fail())!;

        Assert.Equal([2.0, 0.0], normalizer.Offset);
        Assert.Equal([2.0, 1.0], normalizer.Divisor);
        Assert.Equal([2.0, 1.0], normalizer.Gain);
    }

    [Fact]
    public void OneStatistic_IsSpreadOverAllElements()
    {
        var normalizer = AffineNormalizer.Create(
            new NormalizerFormula(NormalizerMode.MeanStd, 0), 3, Lookup(("mean", [4]), ("std", [2])), (_, _, _) => Assert.Fail())!;

        Assert.Equal([4.0, 4, 4], normalizer.Offset);
    }

    [Theory]
    [InlineData("mean_std", "mean", new double[] { 0 }, "std", new double[] { -1 }, "std: expected standard deviations that are not negative, actual -1")]
    [InlineData("min_max", "min", new double[] { 1 }, "max", new double[] { 0 }, "max: expected at least min (1), actual 0")]
    [InlineData("quantiles", "q01", new double[] { 1 }, "q90", new double[] { 2 }, "q99: expected 1 values, actual nothing")]
    public void Create_Nonsense_IsReported(string mode, string low, double[] lowValues, string high, double[] highValues, string error)
    {
        var errors = new List<string>();
        AffineNormalizer.Create(new NormalizerFormula(ModeOf(mode), 1e-8), 1, Lookup((low, lowValues), (high, highValues)), (name, expected, actual) =>
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
        "quantile10" => NormalizerMode.Quantile10,
        _ => NormalizerMode.Identity,
    };

    private static AffineNormalizer Create(string mode, double epsilon, params (string, double[])[] statistics) =>
        Create(mode, EpsilonRule.LeRobot, epsilon, statistics);

    private static AffineNormalizer Create(string mode, EpsilonRule rule, double epsilon, params (string, double[])[] statistics) =>
        AffineNormalizer.Create(new NormalizerFormula(ModeOf(mode), epsilon, rule), 1, Lookup(statistics), (n, e, a) => Assert.Fail($"{n}: {e}, {a}"))!;

    private static Func<string, double[]?> Lookup(params (string Name, double[] Values)[] statistics) =>
        name => statistics.FirstOrDefault(s => s.Name == name).Values;
}
