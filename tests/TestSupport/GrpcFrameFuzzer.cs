using System.Buffers.Binary;
using System.IO.Compression;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace RobotPolicy.TestSupport;

/// <summary>Makes the body of a call with one message, mostly damaged, together with the status that it must lead to.</summary>
internal sealed class GrpcFrameFuzzer(int seed, int limit)
{
    private const int PrefixBytes = 5;
    private const int GzipTrailerBytes = 8;

    private readonly Random _random = new(seed);

    internal enum Damage
    {
        None,
        NoneAndGzip,
        ReservedFlag,
        CutInPrefix,
        CutInMessage,
        LengthTooLong,
        LengthTooShort,
        OverTheLimit,
        CompressedWithoutEncoding,
        NotGzip,
        CutGzip,
        WrongGzipChecksum,
        InflatesOverTheLimit,
        SecondMessage,
        NotProtobuf,
    }

    /// <summary>One body. The message is a bytes field of number 1.</summary>
    internal (Damage Damage, byte[] Body, bool IsGzip, StatusCode Expected) Next()
    {
        var damage = (Damage)_random.Next((int)Damage.NotProtobuf + 1);
        var message = Message(_random.Next(8, limit / 2));
        var frame = Frame(0, message);
        return damage switch
        {
            Damage.None => (damage, frame, false, StatusCode.OK),
            Damage.NoneAndGzip => (damage, Frame(1, Gzip(message)), true, StatusCode.OK),
            Damage.ReservedFlag => (damage, Frame((byte)_random.Next(2, 256), message), false, StatusCode.Internal),
            Damage.CutInPrefix => (damage, frame[.._random.Next(0, PrefixBytes)], false, StatusCode.Internal),
            Damage.CutInMessage => (damage, frame[.._random.Next(PrefixBytes, frame.Length)], false, StatusCode.Internal),
            Damage.LengthTooLong => (damage, Announcing(frame, _random.Next(message.Length + 1, limit + 1)), false, StatusCode.Internal),
            Damage.LengthTooShort => (damage, Announcing(frame, _random.Next(0, message.Length)), false, StatusCode.Internal),
            Damage.OverTheLimit => (damage, Announcing(frame, _random.NextInt64(limit + 1, uint.MaxValue + 1L)), false, StatusCode.ResourceExhausted),
            Damage.CompressedWithoutEncoding => (damage, Frame(1, message), false, StatusCode.Internal),
            Damage.NotGzip => (damage, Frame(1, message), true, StatusCode.Internal),
            Damage.CutGzip => (damage, Frame(1, Cut(Gzip(message))), true, StatusCode.Internal),
            Damage.WrongGzipChecksum => (damage, Frame(1, WrongChecksum(Gzip(message))), true, StatusCode.Internal),
            Damage.InflatesOverTheLimit => (damage, Frame(1, Gzip(new byte[_random.Next(limit + 1, 100 * limit)])), true, StatusCode.ResourceExhausted),
            Damage.SecondMessage => (damage, [.. frame, .. frame], false, StatusCode.Internal),
            _ => (damage, Frame(0, [0xFF, .. message]), false, StatusCode.Internal),
        };
    }

    // Filled with a flag that is reserved, so that what is left over after a length that lies is no second frame.
    private byte[] Message(int bytes)
    {
        var data = new byte[bytes];
        Array.Fill(data, (byte)_random.Next(2, 256));
        return new BytesValue { Value = ByteString.CopyFrom(data) }.ToByteArray();
    }

    private static byte[] Frame(byte flag, byte[] payload) => Announcing([flag, 0, 0, 0, 0, .. payload], payload.Length);

    private static byte[] Announcing(byte[] frame, long length)
    {
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)length);
        return frame;
    }

    private static byte[] Gzip(byte[] payload)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(payload);
        return result.ToArray();
    }

    // An empty payload is an empty message, so one byte at least stays.
    private byte[] Cut(byte[] archive) => archive[.._random.Next(1, archive.Length)];

    // In the checksum or the length; not every bit of the data means something.
    private byte[] WrongChecksum(byte[] archive)
    {
        archive[^_random.Next(1, GzipTrailerBytes + 1)] ^= (byte)(1 << _random.Next(8));
        return archive;
    }
}
