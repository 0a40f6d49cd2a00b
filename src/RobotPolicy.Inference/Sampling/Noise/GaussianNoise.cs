namespace RobotPolicy.Inference.Sampling.Noise;

/// <summary>
/// Standard normal noise that a 64-bit seed and the number of the inference determine bit for bit, on every platform.
/// </summary>
/// <remarks>
/// Philox 4×32-10, key = seed, counter = (block, candidate, low and high word of the inference). A block's words (a, b, c, d)
/// give four values by Box and Muller: r·cos φ and r·sin φ with r = √(−2 ln((a + ½)/2³²)) and φ = 2π·b/2³², and the same of
/// (c, d), all in double precision, then rounded. Blocks count up within an inference; a draw that ends inside a block leaves the
/// rest of it. A candidate's values do not depend on how many others there are.
/// </remarks>
public sealed class GaussianNoise : INoiseSource
{
    private const double Unit = 1.0 / 4294967296.0;
    private const int PerBlock = 4;
    private long _inference;
    private uint _block;

    /// <summary>Begins with inference 0.</summary>
    /// <param name="seed">Seed; belongs into the record of a run.</param>
    public GaussianNoise(ulong seed)
    {
        Seed = seed;
    }

    /// <summary>Seed.</summary>
    public ulong Seed { get; }

    /// <summary>Goes to the first value of an inference.</summary>
    /// <param name="inference">Number of the inference; belongs into the record of its chunk.</param>
    public void Begin(long inference)
    {
        _inference = inference;
        _block = 0;
    }

    /// <inheritdoc/>
    /// <returns>Always <see langword="true"/>.</returns>
    public bool TryFill(Span<float> values, int rows)
    {
        var length = values.Length / rows;
        if (length * rows != values.Length)
            throw new ArgumentException($"{values.Length} values are not {rows} rows of one length.", nameof(rows));

        for (var row = 0; row < rows; row++)
            FillRow(values.Slice(row * length, length), (uint)row);
        _block += (uint)((length + PerBlock - 1) / PerBlock);
        return true;
    }

    private void FillRow(Span<float> values, uint row)
    {
        Span<float> four = stackalloc float[PerBlock];
        var (low, high) = (unchecked((uint)_inference), unchecked((uint)(_inference >> 32)));
        var block = _block;
        for (var i = 0; i < values.Length; i += PerBlock)
        {
            var words = Philox.Generate(block++, row, low, high, Seed);
            Pair(words[0], words[1], four);
            Pair(words[2], words[3], four[2..]);
            four[..Math.Min(PerBlock, values.Length - i)].CopyTo(values[i..]);
        }
    }

    private static void Pair(uint radius, uint angle, Span<float> two)
    {
        var r = Math.Sqrt(-2 * PortableMath.Log((radius + 0.5) * Unit));
        var (cos, sin) = PortableMath.CosSin(angle * Unit);
        two[0] = (float)(r * cos);
        two[1] = (float)(r * sin);
    }
}
