namespace RobotPolicy.Inference.Failure.Training;

/// <summary>x ↦ (x − mean) · scale, by dimension. Immutable.</summary>
internal sealed record Standardisation(float[] Mean, float[] Scale)
{
    // A dimension that hardly moves in training must not turn rounding into novelty.
    private const double LeastShare = 0.05;

    /// <summary>Leaves everything as it is.</summary>
    public static Standardisation None(int size) => new(new float[size], Enumerable.Repeat(1f, size).ToArray());

    /// <summary>To mean 0 and standard deviation 1; the deviation counts for at least a twentieth of the mean one.</summary>
    public static Standardisation Of(float[] rows, int size)
    {
        var count = rows.Length / size;
        var (mean, variance) = (new double[size], new double[size]);
        for (var i = 0; i < rows.Length; i++)
            mean[i % size] += rows[i] / (double)count;
        for (var i = 0; i < rows.Length; i++)
            variance[i % size] += Math.Pow(rows[i] - mean[i % size], 2) / count;
        var least = LeastShare * Math.Sqrt(variance.Average());
        return new Standardisation(
            Array.ConvertAll(mean, m => (float)m),
            Array.ConvertAll(variance, v => least > 0 ? (float)(1 / Math.Max(Math.Sqrt(v), least)) : 1f));
    }

    public float[] Apply(ReadOnlySpan<float> rows)
    {
        var result = new float[rows.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = (rows[i] - Mean[i % Mean.Length]) * Scale[i % Mean.Length];
        return result;
    }
}
