namespace RobotPolicy.Control.Failure.Scores;

/// <summary>Axes along which points vary most: the eigenvectors of their covariance, by Jacobi rotations. Set-up.</summary>
internal static class PrincipalAxes
{
    private const int MaxSweeps = 60;
    private const double Tolerance = 1e-24;
    private const double LeastShare = 1e-12;

    /// <summary>The axes of most variance, of length 1, the greatest first; those without variance are left out.</summary>
    /// <param name="points">Points whose mean is 0.</param>
    /// <param name="count">Most axes.</param>
    public static double[][] Find(double[][] points, int count)
    {
        // The smaller of the two products has the same eigenvalues but zeros: of few points in many dimensions it is theirs.
        var isDual = points.Length < points[0].Length;
        var matrix = isDual ? Products(points.Length, (i, j) => Dot(points[i], points[j])) : Covariance(points);
        var (values, vectors) = Eigen(matrix);
        int[] order = [.. Enumerable.Range(0, values.Length).OrderByDescending(i => values[i])];
        var least = LeastShare * Math.Max(0, values[order[0]]);
        return [.. order.Take(count).Where(i => values[i] > least && values[i] > 0)
            .Select(i => Normalised(isDual ? Combine(points, vectors, i) : Column(vectors, i)))];
    }

    /// <summary>Scalar product.</summary>
    public static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static double[,] Covariance(double[][] points) => Products(points[0].Length, (i, j) => points.Sum(point => point[i] * point[j]));

    private static double[,] Products(int size, Func<int, int, double> product)
    {
        var matrix = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
                matrix[i, j] = matrix[j, i] = product(i, j);
        }

        return matrix;
    }

    /// <summary>Eigenvalues and, in columns, eigenvectors of a symmetric matrix, which is overwritten.</summary>
    private static (double[] Values, double[,] Vectors) Eigen(double[,] a)
    {
        var n = a.GetLength(0);
        var vectors = new double[n, n];
        var trace = 0.0;
        for (var i = 0; i < n; i++)
        {
            vectors[i, i] = 1;
            trace += a[i, i];
        }

        for (var sweep = 0; sweep < MaxSweeps && OffDiagonal(a) > Tolerance * trace * trace; sweep++)
        {
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++)
                    Rotate(a, vectors, p, q);
            }
        }

        return ([.. Enumerable.Range(0, n).Select(i => a[i, i])], vectors);
    }

    private static void Rotate(double[,] a, double[,] vectors, int p, int q)
    {
        if (a[p, q] == 0)
            return;
        var theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        var t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var c = 1 / Math.Sqrt((t * t) + 1);
        var s = t * c;
        var n = a.GetLength(0);
        for (var k = 0; k < n; k++)
            (a[k, p], a[k, q]) = ((c * a[k, p]) - (s * a[k, q]), (s * a[k, p]) + (c * a[k, q]));
        for (var k = 0; k < n; k++)
            (a[p, k], a[q, k]) = ((c * a[p, k]) - (s * a[q, k]), (s * a[p, k]) + (c * a[q, k]));
        for (var k = 0; k < n; k++)
            (vectors[k, p], vectors[k, q]) = ((c * vectors[k, p]) - (s * vectors[k, q]), (s * vectors[k, p]) + (c * vectors[k, q]));
    }

    private static double OffDiagonal(double[,] a)
    {
        var sum = 0.0;
        for (var i = 0; i < a.GetLength(0); i++)
        {
            for (var j = 0; j < i; j++)
                sum += 2 * a[i, j] * a[i, j];
        }

        return sum;
    }

    private static double[] Column(double[,] vectors, int column) =>
        [.. Enumerable.Range(0, vectors.GetLength(0)).Select(i => vectors[i, column])];

    private static double[] Combine(double[][] points, double[,] vectors, int column) =>
        [.. Enumerable.Range(0, points[0].Length).Select(i => points.Select((point, j) => point[i] * vectors[j, column]).Sum())];

    /// <summary>Of length 1, and with a positive greatest number, so that the sign is the same on every machine.</summary>
    private static double[] Normalised(double[] axis)
    {
        var greatest = axis.MaxBy(Math.Abs);
        var scale = (greatest < 0 ? -1 : 1) / Math.Sqrt(Dot(axis, axis));
        return [.. axis.Select(value => scale * value)];
    }
}
