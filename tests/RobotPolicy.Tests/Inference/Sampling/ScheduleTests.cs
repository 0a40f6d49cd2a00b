using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Sampling.Plans;

namespace RobotPolicy.Tests.Inference.Sampling;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData(BetaSchedule.SquaredCosine, 100, 0, 0, 0, 0.99936872)]
    [InlineData(BetaSchedule.SquaredCosine, 100, 0, 0, 10, 0.96671670)]
    [InlineData(BetaSchedule.SquaredCosine, 100, 0, 0, 50, 0.47826463)]
    [InlineData(BetaSchedule.SquaredCosine, 100, 0, 0, 90, 0.01954438)]
    [InlineData(BetaSchedule.SquaredCosine, 100, 0, 0, 99, 2.428572e-7)]
    [InlineData(BetaSchedule.SquaredCosine, 50, 0, 0, 25, 0.46270686)]
    [InlineData(BetaSchedule.SquaredCosine, 1000, 0, 0, 500, 0.49228517)]
    [InlineData(BetaSchedule.SquaredCosine, 1000, 0, 0, 999, 2.42877e-9)]
    [InlineData(BetaSchedule.Linear, 1000, 1e-4, 0.02, 500, 0.07779666)]
    [InlineData(BetaSchedule.Linear, 1000, 1e-4, 0.02, 999, 4.03583e-5)]
    [InlineData(BetaSchedule.Linear, 100, 1e-4, 0.02, 99, 0.36356325)]
    [InlineData(BetaSchedule.ScaledLinear, 1000, 0.00085, 0.012, 100, 0.89422348)]
    [InlineData(BetaSchedule.ScaledLinear, 1000, 0.00085, 0.012, 999, 0.00466010)]
    public void AlphaBar_PublishedValues(BetaSchedule beta, int total, double start, double end, int timestep, double expected)
    {
        var schedule = new NoiseSchedule(new NoiseScheduleSpec { Beta = beta, Timesteps = total, BetaStart = start, BetaEnd = end });

        Assert.Equal(expected, schedule.AlphaBar(timestep), (2e-6 * expected) + (expected > 1e-4 ? 5e-9 : 0));
    }

    [Theory]
    [InlineData(TimestepSpacing.Leading, 10, 0, new[] { 90, 80, 70, 60, 50, 40, 30, 20, 10, 0 })]
    [InlineData(TimestepSpacing.Leading, 16, 0, new[] { 90, 84, 78, 72, 66, 60, 54, 48, 42, 36, 30, 24, 18, 12, 6, 0 })]
    [InlineData(TimestepSpacing.Leading, 4, 3, new[] { 78, 53, 28, 3 })]
    [InlineData(TimestepSpacing.Linspace, 10, 0, new[] { 99, 88, 77, 66, 55, 44, 33, 22, 11, 0 })]
    [InlineData(TimestepSpacing.Linspace, 1, 0, new[] { 0 })]
    [InlineData(TimestepSpacing.Trailing, 16, 0, new[] { 99, 93, 87, 80, 74, 68, 61, 55, 49, 43, 37, 30, 24, 18, 11, 5 })]
    [InlineData(TimestepSpacing.Trailing, 1, 0, new[] { 99 })]
    public void Timesteps_OfHundred(TimestepSpacing spacing, int steps, int offset, int[] expected)
    {
        Assert.Equal(expected, TimestepGrid.Create(new DiffusionSpec { Steps = steps, Spacing = spacing, StepsOffset = offset }));
    }

    [Theory]
    [InlineData(SigmaSpacing.Karras, 3, 0.005, 1, 5, new[] { 1, 0.138356, 0.005, 0 })]
    [InlineData(SigmaSpacing.Karras, 3, 0.005, 1, 7, new[] { 1, 0.115395, 0.005, 0 })]
    [InlineData(SigmaSpacing.Exponential, 3, 0.005, 1, 7, new[] { 1, 0.0707107, 0.005, 0 })]
    [InlineData(SigmaSpacing.Exponential, 10, 0.001, 80, 7, new[] { 80, 22.8193, 6.50900, 1.85664, 0.529589, 0.151061, 0.0430887, 0.0122907, 0.00350581, 0.001, 0 })]
    [InlineData(SigmaSpacing.Exponential, 1, 0.001, 80, 7, new[] { 80.0, 0 })]
    public void Sigmas_PublishedValues(SigmaSpacing spacing, int steps, double min, double max, double rho, double[] expected)
    {
        var sigmas = KarrasPlan.Sigmas(new KarrasSpec { Spacing = spacing, Steps = steps, SigmaMin = min, SigmaMax = max, Rho = rho });

        Assert.Equal(expected, sigmas, (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Abs(a));
    }

    [Theory]
    [InlineData(1.0, 0.2, 0.447214, 0.894427)]
    [InlineData(0.5, 0.5, 0.353553, 1.414214)]
    [InlineData(0.05, 0.990099, 0.0497519, 1.990074)]
    public void Preconditioning_OfKarras(double sigma, double skip, double output, double input)
    {
        var stage = KarrasPlan.Create(new KarrasSpec { ExplicitSigmas = [sigma] }).Stages[0];

        Assert.Equal(skip, stage.CleanFromSample, 1e-6);
        Assert.Equal(output, stage.CleanFromPrediction, 1e-6);
        Assert.Equal(input, stage.InputScale, 1e-6);
        Assert.Equal(Math.Log(sigma) / 4, stage.Step.Timestep, 1e-6);
    }

    [Theory]
    [InlineData(20, 2, 8, new[] { 9, 49, 11, 99 })]
    [InlineData(36, 2, 8, new[] { 9, 24, 8, 49, 8, 74, 11, 99 })]
    public void RollingLevels_OfHundred(int horizon, int observations, int actions, int[] lengthsAndLevels)
    {
        var expected = lengthsAndLevels.Chunk(2).SelectMany(pair => Enumerable.Repeat(pair[1], pair[0]));

        Assert.Equal(expected, RollingLevels.Entry(new RollingSpec { ObservationSteps = observations, ActionSteps = actions }, horizon));
    }
}
