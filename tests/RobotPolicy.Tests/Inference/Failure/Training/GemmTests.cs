using RobotPolicy.Inference.Failure.Training;

namespace RobotPolicy.Tests.Inference.Failure.Training;

public sealed class GemmTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(6, 16, 8)]
    [InlineData(7, 17, 3)]
    [InlineData(73, 300, 259)]
    [InlineData(1, 513, 20)]
    public void Multiply_AnyShapeAndTranspose_IsTheSumOfProducts(int m, int n, int k)
    {
        var random = new Gaussian(m + n + k);
        var a = Draw(m * k, random);
        var b = Draw(k * n, random);
        var (at, bt) = (Transpose(a, m, k), Transpose(b, k, n));
        var expected = new float[m * n];
        for (var i = 0; i < m; i++)
            for (var j = 0; j < n; j++)
                expected[(i * n) + j] = (float)Enumerable.Range(0, k).Sum(p => (double)a[(i * k) + p] * b[(p * n) + j]);

        foreach (var left in new[] { GemmOperand.Rows(a, k), GemmOperand.Transposed(at, m) })
            foreach (var right in new[] { GemmOperand.Rows(b, n), GemmOperand.Transposed(bt, k) })
            {
                var c = new float[m * n];
                Gemm.Multiply(c, m, n, k, left, right);
                for (var i = 0; i < c.Length; i++)
                    Assert.Equal(expected[i], c[i], 1e-3f);
            }
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(4, 9)]
    [InlineData(9, 4)]
    public void Draw_Orthogonal_RowsOrColumnsAreOfTheGainsLength(int rows, int columns)
    {
        var w = Orthogonal.Draw(rows, columns, 2, new Gaussian(1));
        var (count, length) = (Math.Min(rows, columns), Math.Max(rows, columns));
        float At(int vector, int i) => rows <= columns ? w[(vector * columns) + i] : w[(i * columns) + vector];
        for (var x = 0; x < count; x++)
            for (var y = 0; y < count; y++)
                Assert.Equal(x == y ? 4 : 0, Enumerable.Range(0, length).Sum(i => At(x, i) * At(y, i)), 1e-4f);
    }

    private static float[] Draw(int count, Gaussian random) => [.. Enumerable.Range(0, count).Select(_ => random.Next())];

    private static float[] Transpose(float[] a, int rows, int columns)
    {
        var t = new float[a.Length];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                t[(j * rows) + i] = a[(i * columns) + j];
        return t;
    }
}
