using System.Buffers.Binary;

namespace RobotPolicy.Inference.Safetensors;

/// <summary>One tensor of a safetensors file: little-endian, row-major, a view on the file's bytes.</summary>
internal sealed class SafetensorsTensor
{
    internal SafetensorsTensor(SafetensorsDtype dtype, long[] shape, ReadOnlyMemory<byte> data)
    {
        Dtype = dtype;
        Shape = shape;
        Data = data;
        Count = data.Length / SizeOf(dtype);
    }

    public SafetensorsDtype Dtype { get; }

    public IReadOnlyList<long> Shape { get; }

    /// <summary>Number of elements; 1 for a scalar.</summary>
    public int Count { get; }

    public ReadOnlyMemory<byte> Data { get; }

    public static int SizeOf(SafetensorsDtype dtype) => dtype switch
    {
        SafetensorsDtype.Bool or SafetensorsDtype.U8 => 1,
        SafetensorsDtype.F16 or SafetensorsDtype.BF16 => 2,
        SafetensorsDtype.I32 or SafetensorsDtype.F32 => 4,
        _ => 8,
    };

    /// <summary>All elements as doubles.</summary>
    public double[] ToDoubles()
    {
        var values = new double[Count];
        var size = SizeOf(Dtype);
        for (var i = 0; i < values.Length; i++)
        {
            var bytes = Data.Span.Slice(i * size, size);
            values[i] = Dtype switch
            {
                SafetensorsDtype.Bool or SafetensorsDtype.U8 => bytes[0],
                SafetensorsDtype.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
                SafetensorsDtype.BF16 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
                SafetensorsDtype.I32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
                SafetensorsDtype.F32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
                SafetensorsDtype.F64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
                _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            };
        }

        return values;
    }
}
