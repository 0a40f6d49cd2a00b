using FsCheck;
using FsCheck.Fluent;
using RobotPolicy.Control.Failure.Calibration;
using RobotPolicy.Control.Failure.Evaluation;

namespace RobotPolicy.Tests.Failure.Calibration;

public sealed class ConformalCalibratorTests
{
    private static readonly double[][] Shaping = [[1, 2, 3], [3, 2, 5]];
    private static readonly double[][] Deciding = [[2, 3, 4], [4, 2, 4], [1, 1, 5]];
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(2024, 7919);

    private static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Theory]
    [InlineData(ThresholdMethod.BandConformal, 0.25, 3, new[] { 5, 3, 7.0 })]
    [InlineData(ThresholdMethod.BandConformal, 0.5, 2, new[] { 4, 2.6666666667, 6 })]
    [InlineData(ThresholdMethod.BandFiper, 0.25, 1.5, new[] { 3.5, 2.5, 5.5 })]
    public void Band_GoldenValues(ThresholdMethod method, double delta, double factor, double[] thresholds)
    {
        var calibration = ConformalCalibrator.Band(Shaping, Deciding, method, delta);

        Assert.Equal(factor, calibration.BandFactor, 1e-9);
        for (var t = 0; t < thresholds.Length; t++)
            Assert.Equal(thresholds[t], calibration.TimeVarying!.At(t), 1e-9);
        Assert.Equal(method == ThresholdMethod.BandConformal, calibration.IsCertified);
        Assert.Equal(method == ThresholdMethod.BandFiper ? thresholds.Average() : thresholds[^1], calibration.TimeVarying!.At(3), 1e-9);
    }

    [Theory]
    [InlineData(0.1, 9)]
    [InlineData(0.05, 19)]
    [InlineData(0.01, 99)]
    [InlineData(0.3, 3)]
    [InlineData(0.9, 1)]
    public void NeededRollouts_IsTheLeastThatCertifies(double delta, int expected)
    {
        Assert.Equal(expected, ConformalCalibrator.NeededRollouts(delta));
        Assert.True(Constant(expected, delta).IsCertified);
        if (expected > 1)
            Assert.False(Constant(expected - 1, delta).IsCertified);
    }

    [Theory]
    [InlineData(50, 25, 0.0385, true)]
    [InlineData(50, 25, 0.0384, false)]
    [InlineData(10, 5, 0.1667, true)]
    [InlineData(10, 5, 0.1666, false)]
    public void Band_TooFewRollouts_IsNotCertifiable(int rollouts, int deciding, double delta, bool isCertified)
    {
        var series = Series(rollouts, 6, new Random(3));

        var calibration = ConformalCalibrator.Calibrate(series, ThresholdMethod.BandConformal, delta);

        Assert.Equal((deciding, isCertified), (calibration.DecidingRollouts, calibration.IsCertified));
        Assert.Equal(isCertified, calibration.NeededRollouts <= deciding);
        Assert.Equal(!isCertified, double.IsPositiveInfinity(calibration.TimeVarying!.At(0)));
        var uncertified = ConformalCalibrator.Calibrate(series, ThresholdMethod.BandQuantile, delta);
        Assert.False(uncertified.IsCertified);
        Assert.True(double.IsFinite(uncertified.TimeVarying!.At(0)));
    }

    [Fact]
    public void Calibrate_Constant_TakesTheRankOrTheInterpolatedQuantile()
    {
        double[][] rollouts = [[1, 5], [9, 2], [3], [7, 7]];

        Assert.Equal(7, ConformalCalibrator.Calibrate(rollouts, ThresholdMethod.ConstantConformal, 0.4).Constant!.Value);
        Assert.Equal(6.6, ConformalCalibrator.Calibrate(rollouts, ThresholdMethod.ConstantQuantile, 0.4).Constant!.Value, 1e-12);
        Assert.Equal(double.PositiveInfinity, ConformalCalibrator.Calibrate(rollouts, ThresholdMethod.ConstantConformal, 0.1).Constant!.Value);
    }

    [Fact]
    public void Calibrate_ByCall_CountsRolloutsStillUnderWay()
    {
        var calibration = ConformalCalibrator.Calibrate([[1, 4, 9], [3, 2], [2]], ThresholdMethod.TimeVaryingQuantile, 0.5);

        Assert.Equal([2, 3, 9, 9], Enumerable.Range(0, 4).Select(calibration.TimeVarying!.At));
        Assert.False(calibration.IsCertified);
        Assert.Equal(3, calibration.LongestCalls);
    }

    [Fact]
    public void Split_TheLongestGivesShape()
    {
        double[][] rollouts = [[1], [2], [3], [4, 4], [5]];

        var (shaping, deciding) = ConformalBand.Split(rollouts);

        Assert.Equal([rollouts[3], rollouts[0], rollouts[1]], shaping);
        Assert.Equal([rollouts[2], rollouts[4]], deciding);
    }

    [Fact]
    public void Band_EqualRollouts_RaiseNoAlarm()
    {
        double[][] rollouts = [.. Enumerable.Range(0, 7).Select(_ => (double[])[0.1, 0.2, 0.7])];
        var threshold = ConformalCalibrator.Calibrate(rollouts, ThresholdMethod.BandConformal, 0.3).TimeVarying!;

        Assert.Equal(-1, new JudgedRollout(JudgedRollout.RatiosOf(rollouts[0], threshold), true).FirstAlarm);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Calibrate_RolloutThatIsNotFinite_IsRefusedByName(double value)
    {
        var error = Assert.Throws<ArgumentException>(
            () => ConformalCalibrator.Calibrate([[1, 2], [1, value]], ThresholdMethod.ConstantConformal, 0.5));

        Assert.Contains("Rollout 1 holds", error.Message, StringComparison.Ordinal);
        Assert.Contains("at call 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Calibrate_BadArguments_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => ConformalCalibrator.Calibrate([], ThresholdMethod.ConstantConformal, 0.5));
        Assert.Throws<ArgumentException>(() => ConformalCalibrator.Calibrate([[1], []], ThresholdMethod.ConstantConformal, 0.5));
        Assert.Throws<ArgumentException>(() => ConformalCalibrator.Calibrate([[1]], ThresholdMethod.BandConformal, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConformalCalibrator.Calibrate([[1]], ThresholdMethod.ConstantConformal, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConformalCalibrator.Calibrate([[1]], ThresholdMethod.ConstantConformal, double.NaN));
    }

    [Theory]
    [InlineData(ThresholdMethod.ConstantConformal)]
    [InlineData(ThresholdMethod.BandConformal)]
    public void Calibrate_ExchangeableRollouts_FalseAlarmsStayWithinDelta(ThresholdMethod method)
    {
        // One new rollout for each calibration, so that the trials are independent.
        const int trials = 1500;
        const double delta = 0.1;
        var random = new Random(20240607);
        var alarms = 0;
        for (var trial = 0; trial < trials; trial++)
        {
            var rollouts = Series(20, 8, random);
            var calibration = ConformalCalibrator.Calibrate(rollouts[..19], method, delta);
            Assert.True(calibration.IsCertified);
            var ratios = calibration.TimeVarying is { } varying
                ? JudgedRollout.RatiosOf(rollouts[19], varying)
                : JudgedRollout.RatiosOf(rollouts[19], calibration.Constant!);
            alarms += new JudgedRollout(ratios, true).FirstAlarm >= 0 ? 1 : 0;
        }

        Assert.True(BinomialStatistics.UpperTail(trials, alarms, delta) > 1e-4, $"{alarms} false alarms in {trials}");
        Assert.True(alarms > trials * delta / 4, $"{alarms} false alarms in {trials}: a threshold that is never met says nothing.");
    }

    [Fact]
    public void Calibrate_SmallerDelta_NeverLowersTheThreshold() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var rollouts = Series(random.Next(4, 40), 5, random);
        foreach (var method in (ThresholdMethod[])[ThresholdMethod.ConstantConformal, ThresholdMethod.ConstantQuantile, ThresholdMethod.TimeVaryingQuantile])
        {
            var last = 0.0;
            foreach (var delta in (double[])[0.6, 0.4, 0.2, 0.1, 0.05, 0.01])
            {
                var calibration = ConformalCalibrator.Calibrate(rollouts, method, delta);
                var value = calibration.Constant?.Value ?? calibration.TimeVarying!.At(2);
                Assert.True(value >= last);
                last = value;
            }
        }
    }));

    [Fact]
    public void Choose_FailuresThatDriftSlowly_AreSeenThroughALongWindow()
    {
        var random = new Random(11);
        double[][] successes = [.. Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, 60).Select(_ => random.NextDouble()).ToArray())];
        double[][] failures = [.. Enumerable.Range(0, 20).Select(_ => Enumerable.Range(0, 60).Select(_ => 0.3 + (0.7 * random.NextDouble())).ToArray())];

        var window = WindowChoice.Choose(successes, failures, WindowChoice.Candidates, isTimeVarying: false, 0.1);

        Assert.True(window is > 5 or 0, $"chose {window}");
        Assert.Contains(WindowChoice.Choose(successes, [], WindowChoice.Candidates, isTimeVarying: false, 0.1), WindowChoice.Candidates);
    }

    private static ThresholdCalibration Constant(int rollouts, double delta) =>
        ConformalCalibrator.Calibrate(Series(rollouts, 3, new Random(1)), ThresholdMethod.ConstantConformal, delta);

    /// <summary>Rising series with a level of their own, so that calls of a rollout depend on each other.</summary>
    private static double[][] Series(int count, int calls, Random random) =>
        [.. Enumerable.Range(0, count).Select(_ =>
        {
            var level = random.NextDouble();
            return Enumerable.Range(0, calls).Select(t => 0.1 + level + (0.2 * t) + random.NextDouble()).ToArray();
        })];
}
