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
        fixed (int* starts = columns.GroupStarts)
        fixed (float* to0 = lane0.Target[..columns.Count])
        fixed (float* to1 = lane1.Target[..columns.Count])
        fixed (float* to2 = lane2.Target[..columns.Count])
        {
            var (f0, b0) = (Vector256.Create(lane0.Factor), Vector256.Create(lane0.Bias));
            var (f1, b1) = (Vector256.Create(lane1.Factor), Vector256.Create(lane1.Bias));
            var (f2, b2) = (Vector256.Create(lane2.Factor), Vector256.Create(lane2.Bias));
            var reach = columns.Reach;
            var groups = columns.GroupStarts.Length / AxisTaps.Group;
            for (var group = 0; group < groups; group++)
            {
                var s = starts + (group * AxisTaps.Group);
                var w = weights + (group * AxisTaps.Group * 4 * reach);
                Vector256<float> v0, v1, v2, v3;
                if (reach == 2)
                {
                    v0 = Pair(from + (s[0] * stride), from + (s[4] * stride), stride, w);
                    v1 = Pair(from + (s[1] * stride), from + (s[5] * stride), stride, w + 16);
                    v2 = Pair(from + (s[2] * stride), from + (s[6] * stride), stride, w + 32);
                    v3 = Pair(from + (s[3] * stride), from + (s[7] * stride), stride, w + 48);
                }
                else
                {
                    v0 = Many(from + (s[0] * stride), from + (s[4] * stride), stride, w, reach);
                    v1 = Many(from + (s[1] * stride), from + (s[5] * stride), stride, w + (8 * reach), reach);
                    v2 = Many(from + (s[2] * stride), from + (s[6] * stride), stride, w + (16 * reach), reach);
                    v3 = Many(from + (s[3] * stride), from + (s[7] * stride), stride, w + (24 * reach), reach);
                }

                var low01 = Avx.UnpackLow(v0, v1);
                var low23 = Avx.UnpackLow(v2, v3);
                var out0 = Avx.Shuffle(low01, low23, 0b01_00_01_00);
                var out1 = Avx.Shuffle(low01, low23, 0b11_10_11_10);
                var out2 = Avx.Shuffle(Avx.UnpackHigh(v0, v1), Avx.UnpackHigh(v2, v3), 0b01_00_01_00);
                if (rounding.IsActive)
                    (out0, out1, out2) = (rounding.Apply(out0), rounding.Apply(out1), rounding.Apply(out2));
                var x = columns.GroupBegin(group);
                Fma.MultiplyAdd(out0, f0, b0).Store(to0 + x);
                Fma.MultiplyAdd(out1, f1, b1).Store(to1 + x);
                Fma.MultiplyAdd(out2, f2, b2).Store(to2 + x);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(float* lower, float* upper, int stride, float* weights) => Fma.MultiplyAdd(
        Join(lower + stride, upper + stride),
        Vector256.Load(weights + 8),
        Join(lower, upper) * Vector256.Load(weights));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Many(float* lower, float* upper, int stride, float* weights, int reach)
    {
        var sum = Join(lower, upper) * Vector256.Load(weights);
        for (var k = 1; k < reach; k++)
        {
            lower += stride;
            upper += stride;
            weights += 8;
            sum = Fma.MultiplyAdd(Join(lower, upper), Vector256.Load(weights), sum);
        }

        return sum;
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
