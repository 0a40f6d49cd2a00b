using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RobotPolicy.Inference.Failure.Training;

/// <summary>
/// C ← A·B in single precision, for training: blocks of A and B are packed so that a kernel of 6 × 16 reads both in order and keeps its
/// sums in registers. Strides are free, so that a transposed operand costs nothing but its packing. Any thread; uses several.
/// </summary>
internal static class Gemm
{
    private const int TileRows = 6;
    private const int TileColumns = 16;
    private const int BlockDepth = 256;
    private const int BlockRows = 72;
    private const int BlockColumns = 256;

    // Below that, handing out the work costs more than it saves.
    private const long ParallelFlops = 4_000_000;

    /// <summary>C [m, n], row-major without gaps, ← A [m, k] · B [k, n].</summary>
    public static void Multiply(float[] c, int m, int n, int k, in GemmOperand a, in GemmOperand b)
    {
        var (left, right) = (a, b);
        Array.Clear(c, 0, m * n);
        var blocks = (n + BlockColumns - 1) / BlockColumns;
        if (blocks == 1 || 2L * m * n * k < ParallelFlops || Environment.ProcessorCount == 1)
        {
            for (var block = 0; block < blocks; block++)
                Columns(c, m, n, k, left, right, block * BlockColumns);
        }
        else
        {
            Parallel.For(0, blocks, block => Columns(c, m, n, k, left, right, block * BlockColumns));
        }
    }

    private static void Columns(float[] c, int m, int n, int k, in GemmOperand a, in GemmOperand b, int begin)
    {
        var width = Math.Min(BlockColumns, n - begin);
        var tiles = (width + TileColumns - 1) / TileColumns;
        var packedA = ArrayPool<float>.Shared.Rent(BlockRows * BlockDepth);
        var packedB = ArrayPool<float>.Shared.Rent(BlockColumns * BlockDepth);
        Span<float> edge = stackalloc float[TileRows * TileColumns];
        for (var depth = 0; depth < k; depth += BlockDepth)
        {
            var kc = Math.Min(BlockDepth, k - depth);
            Pack(packedB, b.Data, b.Offset(depth, begin), b.ColumnStride, b.RowStride, width, kc, TileColumns);
            for (var row = 0; row < m; row += BlockRows)
            {
                var mc = Math.Min(BlockRows, m - row);
                Pack(packedA, a.Data, a.Offset(row, depth), a.RowStride, a.ColumnStride, mc, kc, TileRows);
                for (var j = 0; j < tiles; j++)
                    for (var i = 0; i < mc; i += TileRows)
                    {
                        var rows = Math.Min(TileRows, mc - i);
                        var columns = Math.Min(TileColumns, width - (j * TileColumns));
                        ref var sums = ref c[((row + i) * n) + begin + (j * TileColumns)];
                        if (rows == TileRows && columns == TileColumns)
                        {
                            Kernel(kc, ref packedA[i * kc], ref packedB[j * TileColumns * kc], ref sums, n);
                            continue;
                        }

                        edge.Clear();
                        Kernel(kc, ref packedA[i * kc], ref packedB[j * TileColumns * kc], ref MemoryMarshal.GetReference(edge), TileColumns);
                        for (var r = 0; r < rows; r++)
                            for (var s = 0; s < columns; s++)
                                c[((row + i + r) * n) + begin + (j * TileColumns) + s] += edge[(r * TileColumns) + s];
                    }
            }
        }

        ArrayPool<float>.Shared.Return(packedA);
        ArrayPool<float>.Shared.Return(packedB);
    }

    /// <summary>Panels of so many lanes, depth by depth; lanes that are missing are zero.</summary>
    private static void Pack(float[] packed, float[] data, int offset, int laneStride, int depthStride, int lanes, int depth, int tile)
    {
        for (var first = 0; first < lanes; first += tile)
        {
            var panel = packed.AsSpan(first * depth, tile * depth);
            var count = Math.Min(tile, lanes - first);
            if (count < tile)
                panel.Clear();
            if (laneStride == 1)
            {
                for (var d = 0; d < depth; d++)
                    data.AsSpan(offset + first + (d * depthStride), count).CopyTo(panel[(d * tile)..]);
                continue;
            }

            for (var lane = 0; lane < count; lane++)
            {
                var from = offset + ((first + lane) * laneStride);
                for (int d = 0, to = lane; d < depth; d++, to += tile, from += depthStride)
                    panel[to] = data[from];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Kernel(int depth, ref float a, ref float b, ref float c, int stride)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        for (var d = 0; d < depth; d++)
        {
            var left = Vector256.LoadUnsafe(ref b);
            var right = Vector256.LoadUnsafe(ref b, 8);
            var x = Vector256.Create(a);
            c00 = Vector256.MultiplyAddEstimate(x, left, c00);
            c01 = Vector256.MultiplyAddEstimate(x, right, c01);
            x = Vector256.Create(Unsafe.Add(ref a, 1));
            c10 = Vector256.MultiplyAddEstimate(x, left, c10);
            c11 = Vector256.MultiplyAddEstimate(x, right, c11);
            x = Vector256.Create(Unsafe.Add(ref a, 2));
            c20 = Vector256.MultiplyAddEstimate(x, left, c20);
            c21 = Vector256.MultiplyAddEstimate(x, right, c21);
            x = Vector256.Create(Unsafe.Add(ref a, 3));
            c30 = Vector256.MultiplyAddEstimate(x, left, c30);
            c31 = Vector256.MultiplyAddEstimate(x, right, c31);
            x = Vector256.Create(Unsafe.Add(ref a, 4));
            c40 = Vector256.MultiplyAddEstimate(x, left, c40);
            c41 = Vector256.MultiplyAddEstimate(x, right, c41);
            x = Vector256.Create(Unsafe.Add(ref a, 5));
            c50 = Vector256.MultiplyAddEstimate(x, left, c50);
            c51 = Vector256.MultiplyAddEstimate(x, right, c51);
            a = ref Unsafe.Add(ref a, TileRows);
            b = ref Unsafe.Add(ref b, TileColumns);
        }

        Add(c00, c01, ref c);
        Add(c10, c11, ref Unsafe.Add(ref c, stride));
        Add(c20, c21, ref Unsafe.Add(ref c, 2 * stride));
        Add(c30, c31, ref Unsafe.Add(ref c, 3 * stride));
        Add(c40, c41, ref Unsafe.Add(ref c, 4 * stride));
        Add(c50, c51, ref Unsafe.Add(ref c, 5 * stride));
    }

    private static void Add(Vector256<float> left, Vector256<float> right, ref float c)
    {
        (Vector256.LoadUnsafe(ref c) + left).StoreUnsafe(ref c);
        (Vector256.LoadUnsafe(ref c, 8) + right).StoreUnsafe(ref c, 8);
    }
}
