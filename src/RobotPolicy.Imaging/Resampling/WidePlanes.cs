using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RobotPolicy.Imaging.Resampling;

/// <summary>
/// Sixteen pixels of three or four bytes to three lanes of floats at once. One permutation takes a lane's bytes out of the pixels and
/// puts the exponent of 2²³ above each: as a float that is 2²³ plus the byte, exactly, so that a subtraction converts it.
/// </summary>
internal static unsafe class WidePlanes
{
    // More than sixteen pixels of three bytes have.
    private const int BlockBytes = 64;

    private const int Block = 16;
    private const float Bias = 1 << 23;
    private static readonly Vector512<byte>[] LanesOf3 = [Lane(3, 0), Lane(3, 1), Lane(3, 2)];
    private static readonly Vector512<byte>[] LanesOf4 = [Lane(4, 0), Lane(4, 1), Lane(4, 2)];

    /// <summary>Whether this processor has the instruction.</summary>
    public static bool IsSupported => Avx512Vbmi.IsSupported;

    /// <summary>Converts as many pixels of a row as whole blocks of bytes hold.</summary>
    /// <param name="from">The row.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="stride">Bytes of a pixel, 3 or 4.</param>
    /// <param name="factors">Factor of each lane.</param>
    /// <param name="biases">What is added to each lane.</param>
    /// <param name="to0">Where lane 0 goes.</param>
    /// <param name="to1">Where lane 1 goes.</param>
    /// <param name="to2">Where lane 2 goes.</param>
    /// <returns>Pixels done, a multiple of 16.</returns>
    public static nint Run(
        byte* from, nint length, nint stride, Vector128<float> factors, Vector128<float> biases, float* to0, float* to1, float* to2)
    {
        var lanes = stride == 3 ? LanesOf3 : LanesOf4;
        var (lane0, lane1, lane2) = (lanes[0], lanes[1], lanes[2]);
        var (f0, f1, f2) = (Vector512.Create(factors[0]), Vector512.Create(factors[1]), Vector512.Create(factors[2]));
        var (b0, b1, b2) = (Vector512.Create(biases[0]), Vector512.Create(biases[1]), Vector512.Create(biases[2]));
        nint x = 0;
        for (nint at = 0; at + BlockBytes <= length; at += Block * stride, x += Block)
        {
            var pixels = Vector512.Load(from + at);
            Store(pixels, lane0, f0, b0, to0 + x);
            Store(pixels, lane1, f1, b1, to1 + x);
            Store(pixels, lane2, f2, b2, to2 + x);
        }

        return x;
    }

    /// <summary>Which bytes make up one lane; the upper half of the numbers means the bytes of the exponent.</summary>
    private static Vector512<byte> Lane(int stride, int lane)
    {
        var indices = new byte[BlockBytes];
        for (var i = 0; i < BlockBytes; i++)
            indices[i] = (byte)(i % sizeof(float) == 0 ? (stride * i / sizeof(float)) + lane : BlockBytes + i);
        return Vector512.Create(indices);
    }

    /// <summary>Writes one lane of a block: level · factor + bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<byte> pixels, Vector512<byte> lane, Vector512<float> factor, Vector512<float> bias, float* target)
    {
        var exponent = Vector512.Create(0x4B000000).AsByte();
        var levels = Avx512Vbmi.PermuteVar64x8x2(pixels, lane, exponent).AsSingle() - Vector512.Create(Bias);
        Avx512F.FusedMultiplyAdd(levels, factor, bias).Store(target);
    }
}
