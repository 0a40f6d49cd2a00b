using RobotPolicy.Inference.Splines;

namespace RobotPolicy.Tests.Inference.Splines;

/// <summary>B-splines and their tokens against published and independently computed values.</summary>
public sealed class ClampedSplineTests
{
    private static readonly double[] Points = [0, 0.2, 0.5, 0.4, 0.9, 1];

    [Fact]
    public void Knots_AreClampedAndEven()
    {
        var knots = new ClampedSpline(3, 6).Knots.ToArray();

        Assert.Equal([0, 0, 0, 0, 1 / 3.0, 2 / 3.0, 1, 1, 1, 1], knots, Near(1e-15));
    }

    [Theory]
    [InlineData(0, new[] { 1.0, 0, 0, 0, 0, 0 })]
    [InlineData(0.25, new[] { 0.015625, 0.457031, 0.457031, 0.070313, 0, 0 })]
    [InlineData(0.5, new[] { 0, 0.03125, 0.46875, 0.46875, 0.03125, 0 })]
    [InlineData(1, new[] { 0, 0, 0, 0, 0, 1.0 })]
    [InlineData(7, new[] { 0, 0, 0, 0, 0, 1.0 })]
    public void Basis_Golden(double u, double[] expected)
    {
        var basis = new double[6];

        new ClampedSpline(3, 6).Basis(u, basis);

        Assert.Equal(expected, basis, Near(1e-6));
    }

    [Theory]
    [InlineData(0.1, 0.165375)]
    [InlineData(0.25, 0.348047)]
    [InlineData(0.5, 0.45625)]
    [InlineData(0.9, 0.877375)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public void Evaluate_Golden(double u, double expected) => Assert.Equal(expected, new ClampedSpline(3, 6).Evaluate(Points, u), 1e-6);

    [Fact]
    public void Evaluate_DegreeZero_IsPiecewiseConstant()
    {
        var spline = new ClampedSpline(0, 4);
        double[] points = [1, 2, 3, 4];

        Assert.Equal([1, 1, 2, 3, 4, 4], new[] { 0, 0.24, 0.25, 0.6, 0.75, 1 }.Select(u => spline.Evaluate(points, u)));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 6)]
    [InlineData(4, 9)]
    [InlineData(5, 12)]
    public void Basis_AddsUpToOneEverywhere(int degree, int count)
    {
        var spline = new ClampedSpline(degree, count);
        var basis = new double[count];
        for (var i = 0; i <= 100; i++)
        {
            spline.Basis(i / 100.0, basis);
            Assert.Equal(1, basis.Sum(), 1e-12);
            Assert.All(basis, b => Assert.InRange(b, -1e-12, 1 + 1e-12));
        }
    }

    [Fact]
    public void Derivative_IsWhatDifferencesSay()
    {
        var (spline, velocity) = (new ClampedSpline(3, 6), new ClampedSpline(2, 5));
        var points = new double[5];
        spline.Derivative(Points, 2, points);

        // p(c1 − c0)/(k4 − k1)/duration = 3·0.2/(1/3)/2
        Assert.Equal(0.9, points[0], 1e-12);
        foreach (var u in (double[])[0.05, 0.3, 0.5, 0.8])
        {
            const double step = 1e-6;
            var slope = (spline.Evaluate(Points, u + step) - spline.Evaluate(Points, u - step)) / (2 * step) / 2;
            Assert.Equal(slope, velocity.Evaluate(points, u), 1e-6);
        }
    }

    [Fact]
    public void Fit_HalfASine_Golden()
    {
        var samples = Enumerable.Range(0, 20).Select(j => Math.Sin(Math.PI * j / 19)).ToArray();
        var spline = new ClampedSpline(3, 6);

        var points = spline.Fit(samples);

        Assert.Equal([0.000554, 0.347703, 1.041150, 1.041150, 0.347703, 0.000554], points, Near(2e-6));
        var error = Enumerable.Range(0, 20).Max(j => Math.Abs(spline.Evaluate(points, j / 19.0) - samples[j]));
        Assert.Equal(0.00202, error, 1e-5);
    }

    [Fact]
    public void Tokens_Golden()
    {
        var range = new TokenRange(256, [-1], [1]);

        Assert.Equal(178, range.Encode(0, 0.4));
        Assert.Equal(0.396078, range.Decode(0, 178), 1e-6);
        Assert.Equal((0, 255), (range.Encode(0, -9), range.Encode(0, 9)));
        for (var token = 0; token < 256; token++)
            Assert.Equal(token, range.Encode(0, range.Decode(0, token)));
    }

    private static Func<double, double, bool> Near(double tolerance) => (a, b) => Math.Abs(a - b) <= tolerance;
}
