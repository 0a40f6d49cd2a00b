using System.Buffers;
using System.Buffers.Binary;

namespace RobotPolicy.Grpc.Framing;

/// <summary>The five bytes before each message: compressed flag, length as unsigned big-endian.</summary>
internal readonly record struct FramePrefix(bool Compressed, uint Length)
{
    internal const int Bytes = 5;

    internal void Write(Span<byte> target)
    {
        target[0] = Compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(target[1..Bytes], Length);
    }

    /// <summary>Reads a prefix that is complete in the buffer, over segment borders too. Throws on an unknown flag.</summary>
    internal static FramePrefix Read(ReadOnlySequence<byte> buffer)
    {
        Span<byte> prefix = stackalloc byte[Bytes];
        buffer.Slice(0, Bytes).CopyTo(prefix);
        if (prefix[0] > 1)
            throw ProtocolErrors.BadFlag(prefix[0]);
        return new FramePrefix(prefix[0] == 1, BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]));
    }
}
