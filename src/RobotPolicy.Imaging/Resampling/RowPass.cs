using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RobotPolicy.Imaging.Resampling;

/// <summary>Sums up source rows into one row of floats. Contiguous along x, so that the processor's widest vectors are full.</summary>
internal static unsafe class RowPass
{
    private const int Block = 32;

    /// <summary>row[x] = Σ weight · source[first + k][x] for the bytes in [begin, end) of the rows.</summary>
    public static void Sum(PixelBuffer source, int first, ReadOnlySpan<float> weights, int begin, int end, Span<float> row, bool portable)
    {
        // PixelBuffer has checked that these rows lie inside the data; slicing checks it again, once for each row.
        var bytes = source.Data.Slice((int)((long)first * source.Step));
        bytes = bytes[..(int)(((long)(weights.Length - 1) * source.Step) + end)];
        row = row[..end];
        if (portable || !Avx2.IsSupported || !Fma.IsSupported || end - begin < Block)
        {
            SumPortable(bytes, source.Step, weights, begin, row);
            return;
        }

        fixed (byte* data = bytes)
        fixed (float* target = row)
        fixed (float* w = weights)
        {
            switch (weights.Length)
            {
                case 1 when weights[0] == 1:
                    Copy(data, begin, end, target);
                    break;
                case 2 when Avx512F.IsSupported && end - begin >= 2 * Block:
                    BlendWide(data, data + source.Step, Vector512.Create(w[0]), Vector512.Create(w[1]), begin, end, target);
                    break;
                case 2:
                    Blend(data, data + source.Step, Vector256.Create(w[0]), Vector256.Create(w[1]), begin, end, target);
                    break;
                default:
                    SumMany(data, source.Step, w, weights.Length, begin, end, target);
                    break;
            }
        }
    }

    private static void Copy(byte* data, int begin, int end, float* target)
    {
        for (var x = begin; x < end; x += Block)
        {
            x = Math.Min(x, end - Block);
            for (var i = 0; i < Block; i += 8)
                Load(data + x + i).Store(target + x + i);
        }
    }

    private static void Blend(byte* upper, byte* lower, Vector256<float> w0, Vector256<float> w1, int begin, int end, float* target)
    {
        // The last block overlaps the one before it, so that none is left over.
        for (var x = begin; x < end; x += Block)
        {
            x = Math.Min(x, end - Block);
            var a = upper + x;
            var b = lower + x;
            var to = target + x;
            Fma.MultiplyAdd(Load(b), w1, Load(a) * w0).Store(to);
            Fma.MultiplyAdd(Load(b + 8), w1, Load(a + 8) * w0).Store(to + 8);
            Fma.MultiplyAdd(Load(b + 16), w1, Load(a + 16) * w0).Store(to + 16);
            Fma.MultiplyAdd(Load(b + 24), w1, Load(a + 24) * w0).Store(to + 24);
        }
    }

    private static void BlendWide(byte* upper, byte* lower, Vector512<float> w0, Vector512<float> w1, int begin, int end, float* target)
    {
        for (var x = begin; x < end; x += 2 * Block)
        {
            x = Math.Min(x, end - (2 * Block));
            var a = upper + x;
            var b = lower + x;
            var to = target + x;
            Avx512F.FusedMultiplyAdd(LoadWide(b), w1, LoadWide(a) * w0).Store(to);
            Avx512F.FusedMultiplyAdd(LoadWide(b + 16), w1, LoadWide(a + 16) * w0).Store(to + 16);
            Avx512F.FusedMultiplyAdd(LoadWide(b + 32), w1, LoadWide(a + 32) * w0).Store(to + 32);
            Avx512F.FusedMultiplyAdd(LoadWide(b + 48), w1, LoadWide(a + 48) * w0).Store(to + 48);
        }
    }

    private static void SumMany(byte* data, nint step, float* weights, int count, int begin, int end, float* target)
    {
        for (var x = begin; x < end; x += Block)
        {
            x = Math.Min(x, end - Block);
            var from = data + x;
            var w = Vector256.Create(weights[0]);
            var s0 = Load(from) * w;
            var s1 = Load(from + 8) * w;
            var s2 = Load(from + 16) * w;
            var s3 = Load(from + 24) * w;
            for (var k = 1; k < count; k++)
            {
                from += step;
                w = Vector256.Create(weights[k]);
                s0 = Fma.MultiplyAdd(Load(from), w, s0);
                s1 = Fma.MultiplyAdd(Load(from + 8), w, s1);
                s2 = Fma.MultiplyAdd(Load(from + 16), w, s2);
                s3 = Fma.MultiplyAdd(Load(from + 24), w, s3);
            }

            s0.Store(target + x);
            s1.Store(target + x + 8);
            s2.Store(target + x + 16);
            s3.Store(target + x + 24);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(byte* bytes) => Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LoadWide(byte* bytes) =>
        Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load(bytes)));

    private static void SumPortable(ReadOnlySpan<byte> bytes, int step, ReadOnlySpan<float> weights, int begin, Span<float> row)
    {
        for (var x = begin; x < row.Length; x++)
        {
            var sum = 0f;
            for (var k = 0; k < weights.Length; k++)
                sum += weights[k] * bytes[(int)((long)k * step) + x];
            row[x] = sum;
        }
    }
}
