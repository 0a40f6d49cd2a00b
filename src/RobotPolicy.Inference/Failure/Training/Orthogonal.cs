using System.Numerics;
using System.Runtime.InteropServices;

namespace RobotPolicy.Inference.Failure.Training;

/// <summary>Weights whose rows, or columns where there are fewer of them, are orthogonal and of the same length.</summary>
internal static class Orthogonal
{
    /// <summary>A matrix [rows, columns] drawn uniformly among the orthogonal ones, times a gain.</summary>
    /// <remarks>
    /// Gram and Schmidt on normally distributed vectors; the diagonal of R is positive by construction, which makes the distribution
    /// uniform. Done twice, since rounding leaves the last vectors of a square matrix askew after once.
    /// </remarks>
    public static float[] Draw(int rows, int columns, float gain, Gaussian random)
    {
        var (count, length) = (Math.Min(rows, columns), Math.Max(rows, columns));
        var vectors = new float[count * length];
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = random.Next();
        for (var i = 0; i < count; i++)
        {
            var vector = vectors.AsSpan(i * length, length);
            for (var pass = 0; pass < 2; pass++)
            {
                for (var j = 0; j < i; j++)
                {
                    var other = vectors.AsSpan(j * length, length);
                    AddScaled(vector, other, -Dot(vector, other));
                }

                Scale(vector, 1 / MathF.Sqrt(Dot(vector, vector)));
            }
        }

        Scale(vectors, gain);
        if (rows <= columns)
            return vectors;
        var matrix = new float[rows * columns];
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++)
                matrix[(r * columns) + c] = vectors[(c * length) + r];
        return matrix;
    }

    private static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var xs = MemoryMarshal.Cast<float, Vector<float>>(x);
        var ys = MemoryMarshal.Cast<float, Vector<float>>(y);
        var sums = Vector<float>.Zero;
        for (var i = 0; i < xs.Length; i++)
            sums += xs[i] * ys[i];
        var sum = Vector.Sum(sums);
        for (var i = xs.Length * Vector<float>.Count; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }

    private static void AddScaled(Span<float> x, ReadOnlySpan<float> y, float factor)
    {
        var xs = MemoryMarshal.Cast<float, Vector<float>>(x);
        var ys = MemoryMarshal.Cast<float, Vector<float>>(y);
        for (var i = 0; i < xs.Length; i++)
            xs[i] += ys[i] * factor;
        for (var i = xs.Length * Vector<float>.Count; i < x.Length; i++)
            x[i] += y[i] * factor;
    }

    private static void Scale(Span<float> x, float factor)
    {
        for (var i = 0; i < x.Length; i++)
            x[i] *= factor;
    }
}
