namespace RobotPolicy.Inference.Splines;

/// <summary>
/// A basis of clamped uniform B-splines on [0, 1]: p zeros, n + 1 − p even knots from 0 to 1, p ones, and the Cox–de Boor recursion
/// with 0/0 = 0. A curve begins at its first control point and ends at its last. Immutable.
/// </summary>
public sealed class ClampedSpline
{
    /// <summary>Most control points.</summary>
    public const int MaxControlPoints = 256;

    private const double Ridge = 1e-4;
    private readonly double[] _knots;

    /// <summary>Makes a basis.</summary>
    /// <param name="degree">Degree p, 0…5; 0 is piecewise constant.</param>
    /// <param name="controlPoints">Control points n, above the degree.</param>
    public ClampedSpline(int degree, int controlPoints)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degree, 5);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(controlPoints, degree);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(controlPoints, MaxControlPoints);
        (Degree, ControlPoints) = (degree, controlPoints);
        _knots = new double[controlPoints + degree + 1];
        var spans = controlPoints - degree;
        for (var i = 0; i < _knots.Length; i++)
            _knots[i] = Math.Clamp((i - degree) / (double)spans, 0, 1);
    }

    /// <summary>Degree p.</summary>
    public int Degree { get; }

    /// <summary>Control points n.</summary>
    public int ControlPoints { get; }

    /// <summary>Knots, n + p + 1 of them.</summary>
    public ReadOnlySpan<double> Knots => _knots;

    /// <summary>The value of every basis function at one place.</summary>
    /// <param name="u">Place; clamped to [0, 1].</param>
    /// <param name="basis">Receives n values that add up to 1.</param>
    public void Basis(double u, Span<double> basis)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(basis.Length, ControlPoints);
        u = Math.Clamp(u, 0, 1);
        var count = _knots.Length - 1;
        Span<double> values = stackalloc double[count];
        for (var i = 0; i < count; i++)
            values[i] = u >= _knots[i] && u < _knots[i + 1] ? 1 : 0;

        // The last span is closed: at 1 the curve is at its last control point.
        if (u >= 1)
            values[ControlPoints - 1] = 1;
        for (var degree = 1; degree <= Degree; degree++)
            for (var i = 0; i < count - degree; i++)
                values[i] = (Share(u - _knots[i], _knots[i + degree] - _knots[i]) * values[i])
                    + (Share(_knots[i + degree + 1] - u, _knots[i + degree + 1] - _knots[i + 1]) * values[i + 1]);
        values[..ControlPoints].CopyTo(basis);
    }

    /// <summary>The curve at one place.</summary>
    /// <param name="points">Control points.</param>
    /// <param name="u">Place; clamped to [0, 1].</param>
    public double Evaluate(ReadOnlySpan<double> points, double u)
    {
        Span<double> basis = stackalloc double[ControlPoints];
        Basis(u, basis);
        double sum = 0;
        for (var i = 0; i < ControlPoints; i++)
            sum += basis[i] * points[i];
        return sum;
    }

    /// <summary>Control points of the velocity, which is a clamped spline of one degree less: p(c_{i+1} − c_i)/(k_{i+p+1} − k_{i+1})/duration.</summary>
    /// <param name="points">Control points of a curve whose degree is not 0.</param>
    /// <param name="duration">Seconds from 0 to 1.</param>
    /// <param name="velocity">Receives n − 1 control points, per second.</param>
    public void Derivative(ReadOnlySpan<double> points, double duration, Span<double> velocity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(duration);
        ArgumentOutOfRangeException.ThrowIfZero(Degree);
        for (var i = 0; i < ControlPoints - 1; i++)
            velocity[i] = Degree * (points[i + 1] - points[i]) / (_knots[i + Degree + 1] - _knots[i + 1]) / duration;
    }

    /// <summary>Control points of the curve that fits samples at even distances best, c = (ΦᵀΦ + 10⁻⁴·I)⁻¹Φᵀa. Set-up and tools only.</summary>
    /// <param name="samples">At least 2 samples, the first at 0 and the last at 1.</param>
    public double[] Fit(ReadOnlySpan<double> samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples.Length, 2);
        var n = ControlPoints;
        var matrix = new double[n, n + 1];
        var basis = new double[n];
        for (var j = 0; j < samples.Length; j++)
        {
            Basis(j / (double)(samples.Length - 1), basis);
            for (var row = 0; row < n; row++)
            {
                for (var column = 0; column < n; column++)
                    matrix[row, column] += basis[row] * basis[column];
                matrix[row, n] += basis[row] * samples[j];
            }
        }

        for (var i = 0; i < n; i++)
            matrix[i, i] += Ridge;
        return Solve(matrix, n);
    }

    private static double Share(double part, double whole) => whole == 0 ? 0 : part / whole;

    /// <summary>Gauss without pivoting: the matrix is symmetric and positive definite.</summary>
    private static double[] Solve(double[,] matrix, int n)
    {
        for (var pivot = 0; pivot < n; pivot++)
            for (var row = pivot + 1; row < n; row++)
            {
                var factor = matrix[row, pivot] / matrix[pivot, pivot];
                for (var column = pivot; column <= n; column++)
                    matrix[row, column] -= factor * matrix[pivot, column];
            }

        var solution = new double[n];
        for (var row = n - 1; row >= 0; row--)
        {
            var rest = matrix[row, n];
            for (var column = row + 1; column < n; column++)
                rest -= matrix[row, column] * solution[column];
            solution[row] = rest / matrix[row, row];
        }

        return solution;
    }
}
