using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace RobotPolicy.Inference.Graphs;

/// <summary>A tensor over an array of ours: pinned for its whole life, and aligned to a cache line, as ONNX Runtime's own are.</summary>
internal static class HostTensor
{
    private const int AlignmentBytes = 64;

    /// <summary>Creates one, filled with zeros. Whoever binds the value keeps it: a binding holds no reference.</summary>
    public static OrtValue Create(ReadOnlySpan<long> shape, out Memory<float> memory)
    {
        var length = Length(shape);
        var array = GC.AllocateArray<float>((int)length + (AlignmentBytes / sizeof(float)), pinned: true);
        var misalignment = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % AlignmentBytes);
        var offset = misalignment == 0 ? 0 : (AlignmentBytes - misalignment) / sizeof(float);
        memory = MemoryMarshal.CreateFromPinnedArray(array, offset, (int)length);
        return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory, shape.ToArray());
    }

    /// <summary>Creates one of int64, filled with zeros.</summary>
    public static OrtValue CreateIds(ReadOnlySpan<long> shape, out Memory<long> memory)
    {
        var array = GC.AllocateArray<long>((int)Length(shape), pinned: true);
        memory = MemoryMarshal.CreateFromPinnedArray(array, 0, array.Length);
        return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory, shape.ToArray());
    }

    /// <summary>Number of elements, with every dimension and the whole checked.</summary>
    public static long Length(ReadOnlySpan<long> shape)
    {
        long length = 1;
        foreach (var dimension in shape)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, OnnxGraph.MaxElements / length);
            length *= dimension;
        }

        return length;
    }
}
