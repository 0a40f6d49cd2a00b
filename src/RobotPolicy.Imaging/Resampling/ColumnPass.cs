using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RobotPolicy.Imaging.Resampling;

/// <summary>
/// Sums up along x a row of floats whose pixels have three lanes, or four of which the last is ignored. With AVX, eight target
/// pixels together: two pixels share a vector, and turning four of those round gives eight neighbours of each lane.
/// </summary>
internal static unsafe class ColumnPass
{
    /// <summary>Floats that are read beyond the last pixel, as a pixel of three is loaded as a vector of four.</summary>
    public const int Overrun = 4;

    public static void Run(
        ReadOnlySpan<float> row, int stride, AxisTaps columns, LevelRounding rounding, LaneLine lane0, LaneLine lane1, LaneLine lane2, bool portable)
    {
        if (row.Length < (columns.Sampling.Source * stride) + Overrun)
            throw new ArgumentException("The row is shorter than its samples.", nameof(row));
        if (portable || !Avx.IsSupported || !Fma.IsSupported || columns.Count < AxisTaps.Group)
        {
            RunPortable(row, stride, columns, rounding, lane0, lane1, lane2);
            return;
        }

        fixed (float* from = row)
        fixed (float* weights = columns.GroupWeights)
        fixed (nint* offsets = columns.GroupOffsets(stride))
        fixed (float* to0 = lane0.Target[..columns.Count])
        fixed (float* to1 = lane1.Target[..columns.Count])
        fixed (float* to2 = lane2.Target[..columns.Count])
        {
            var lines0 = (Vector256.Create(lane0.Factor), Vector256.Create(lane0.Bias));
            var lines1 = (Vector256.Create(lane1.Factor), Vector256.Create(lane1.Bias));
            var lines2 = (Vector256.Create(lane2.Factor), Vector256.Create(lane2.Bias));
            var last = columns.Count - AxisTaps.Group;
            if (columns.Reach == 2 && !rounding.IsActive)
                RunPairs(from, offsets, weights, stride, last, lines0, lines1, lines2, to0, to1, to2);
            else
                RunMany(from, offsets, weights, stride, columns.Reach, last, rounding, lines0, lines1, lines2, to0, to1, to2);
        }
    }

    /// <summary>Two samples to a pixel: the common case, with nothing in the loop that it does not need.</summary>
    private static void RunPairs(
        float* from,
        nint* offsets,
        float* weights,
        nint stride,
        int last,
        (Vector256<float> Factor, Vector256<float> Bias) line0,
        (Vector256<float> Factor, Vector256<float> Bias) line1,
        (Vector256<float> Factor, Vector256<float> Bias) line2,
        float* to0,
        float* to1,
        float* to2)
    {
        var (f0, b0) = line0;
        var (f1, b1) = line1;
        var (f2, b2) = line2;
        var next = from + stride;
        for (nint x = 0; ; x += AxisTaps.Group)
        {
            // The last group overlaps the one before it.
            x = Math.Min(x, last);
            // The weight of a pixel's second sample is its place between the two; spread over the lanes of pixels j and j + 4.
            var places = Vector256.Load(weights + AxisTaps.Group);
            var v0 = Between(from, next, offsets[0], offsets[4], Avx.Permute(places, 0b00_00_00_00));
            var v1 = Between(from, next, offsets[1], offsets[5], Avx.Permute(places, 0b01_01_01_01));
            var v2 = Between(from, next, offsets[2], offsets[6], Avx.Permute(places, 0b10_10_10_10));
            var v3 = Between(from, next, offsets[3], offsets[7], Avx.Permute(places, 0b11_11_11_11));
            var low01 = Avx.UnpackLow(v0, v1);
            var low23 = Avx.UnpackLow(v2, v3);
            var out0 = Avx.Shuffle(low01, low23, 0b01_00_01_00);
            var out1 = Avx.Shuffle(low01, low23, 0b11_10_11_10);
            var out2 = Avx.Shuffle(Avx.UnpackHigh(v0, v1), Avx.UnpackHigh(v2, v3), 0b01_00_01_00);
            Fma.MultiplyAdd(out0, f0, b0).Store(to0 + x);
            Fma.MultiplyAdd(out1, f1, b1).Store(to1 + x);
            Fma.MultiplyAdd(out2, f2, b2).Store(to2 + x);
            if (x >= last)
                return;
            offsets += AxisTaps.Group;
            weights += 2 * AxisTaps.Group;
        }
    }

    private static void RunMany(
        float* from,
        nint* offsets,
        float* weights,
        nint stride,
        int reach,
        int last,
        LevelRounding rounding,
        (Vector256<float> Factor, Vector256<float> Bias) line0,
        (Vector256<float> Factor, Vector256<float> Bias) line1,
        (Vector256<float> Factor, Vector256<float> Bias) line2,
        float* to0,
        float* to1,
        float* to2)
    {
        for (nint x = 0; ; x += AxisTaps.Group)
        {
            x = Math.Min(x, last);
            var (v0, v1, v2, v3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            var at = from;
            for (var k = 0; k < reach; k++)
            {
                var w = Vector256.Load(weights);
                v0 = Fma.MultiplyAdd(Join(at + offsets[0], at + offsets[4]), Avx.Permute(w, 0b00_00_00_00), v0);
                v1 = Fma.MultiplyAdd(Join(at + offsets[1], at + offsets[5]), Avx.Permute(w, 0b01_01_01_01), v1);
                v2 = Fma.MultiplyAdd(Join(at + offsets[2], at + offsets[6]), Avx.Permute(w, 0b10_10_10_10), v2);
                v3 = Fma.MultiplyAdd(Join(at + offsets[3], at + offsets[7]), Avx.Permute(w, 0b11_11_11_11), v3);
                at += stride;
                weights += AxisTaps.Group;
            }

            var low01 = Avx.UnpackLow(v0, v1);
            var low23 = Avx.UnpackLow(v2, v3);
            var out0 = Avx.Shuffle(low01, low23, 0b01_00_01_00);
            var out1 = Avx.Shuffle(low01, low23, 0b11_10_11_10);
            var out2 = Avx.Shuffle(Avx.UnpackHigh(v0, v1), Avx.UnpackHigh(v2, v3), 0b01_00_01_00);
            if (rounding.IsActive)
                (out0, out1, out2) = (rounding.Apply(out0), rounding.Apply(out1), rounding.Apply(out2));
            Fma.MultiplyAdd(out0, line0.Factor, line0.Bias).Store(to0 + x);
            Fma.MultiplyAdd(out1, line1.Factor, line1.Bias).Store(to1 + x);
            Fma.MultiplyAdd(out2, line2.Factor, line2.Bias).Store(to2 + x);
            if (x >= last)
                return;
            offsets += AxisTaps.Group;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Between(float* from, float* next, nint lower, nint upper, Vector256<float> place)
    {
        var first = Join(from + lower, from + upper);
        return Fma.MultiplyAdd(Join(next + lower, next + upper) - first, place, first);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Join(float* lower, float* upper) => Vector256.Create(Vector128.Load(lower), Vector128.Load(upper));

    private static void RunPortable(
        ReadOnlySpan<float> row, int stride, AxisTaps columns, LevelRounding rounding, LaneLine lane0, LaneLine lane1, LaneLine lane2)
    {
        for (var x = 0; x < columns.Count; x++)
        {
            var weights = columns.Of(x, out var first);
            var sum = Vector128<float>.Zero;
            var offset = first * stride;
            foreach (var weight in weights)
            {
                sum += Vector128.Create(row.Slice(offset, 4)) * weight;
                offset += stride;
            }

            var (v0, v1, v2) = (sum.GetElement(0), sum.GetElement(1), sum.GetElement(2));
            if (rounding.IsActive)
                (v0, v1, v2) = (rounding.Apply(v0), rounding.Apply(v1), rounding.Apply(v2));
            lane0.Target[x] = (v0 * lane0.Factor) + lane0.Bias;
            lane1.Target[x] = (v1 * lane1.Factor) + lane1.Bias;
            lane2.Target[x] = (v2 * lane2.Factor) + lane2.Bias;
        }
    }
}
