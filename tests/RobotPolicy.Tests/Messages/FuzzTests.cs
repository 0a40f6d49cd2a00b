using System.Diagnostics;
using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Tests.Messages;

/// <summary>What a hostile peer may send. The bytes reach the decoders as they come, so nothing may throw, hang or hoard.</summary>
public sealed class FuzzTests
{
    private const int PayloadsPerVector = 6000;

    // What a decoded byte may cost on the heap in the types that allocate: an empty key and value, 8 bytes, make an object of 32.
    private const int HeapBytesPerByte = 32;
    private const int HeapBytesPerMessage = 4096;

    private static readonly uint[] Lies = [0, 1, 2, 3, 4, 0x7f, 0xff, 0x100, 0xffff, 0x10000, 0x1fffffff, 0x20000000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

    public static TheoryData<string> Names => MessageCodec.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_MutatedPayloads_NeverThrowNorHoard(string name)
    {
        var codec = MessageCodec.Find(name);
        var random = new Random(20261);
        var payload = new byte[4096];
        var first = new byte[65536];
        var second = new byte[65536];
        var accepted = 0;
        foreach (var isBigEndian in new[] { false, true })
        {
            var golden = GoldenCdr.Read(name, isBigEndian);
            for (var i = 0; i < PayloadsPerVector; i++)
            {
                var cdr = payload.AsSpan(0, Mutate(golden, payload, random));
                var before = GC.GetAllocatedBytesForCurrentThread();
                var error = codec.Decode(cdr);
                var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

                // The very first call may allocate for the runtime itself.
                if (i > 0)
                    Assert.InRange(allocated, 0, codec.Allocates ? HeapBytesPerMessage + (HeapBytesPerByte * (long)cdr.Length) : 0);
                if (!error.IsOk)
                {
                    Assert.InRange(error.Offset, 0, Math.Max(cdr.Length, CdrReader.HeaderSize));
                    continue;
                }

                accepted++;
                AssertIsStable(codec, cdr, first, second);
            }
        }

        // The mutations are mild enough that some messages stay valid; otherwise this would test one length check only.
        Assert.True(accepted > PayloadsPerVector / 100, $"{accepted} accepted");
    }

    [Fact]
    public void Decode_RandomBytesBehindAValidHeader_NeverThrows()
    {
        var random = new Random(11);
        var watch = Stopwatch.StartNew();
        var payload = new byte[512];
        var first = new byte[65536];
        for (var i = 0; i < 20_000; i++)
        {
            var cdr = payload.AsSpan(0, random.Next(payload.Length));
            random.NextBytes(cdr);
            if (cdr.Length >= 4)
                (cdr[0], cdr[1]) = (0, (byte)(i & 1));
            MessageCodec.All[i % MessageCodec.All.Count].Reencode(cdr, first, out _);
        }

        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), "Decoding hangs.");
    }

    /// <summary>Whatever is accepted can be written, and what was written reads as the same message.</summary>
    private static void AssertIsStable(MessageCodec codec, ReadOnlySpan<byte> cdr, Span<byte> first, Span<byte> second)
    {
        var firstLength = codec.Reencode(cdr, first, out var error);

        // Managed strings replace what is no UTF-8, by which a name may outgrow its limit.
        if (codec.Allocates && error.Status == CdrStatus.LimitExceeded)
            return;
        Assert.True(error.IsOk, error.ToString());
        var secondLength = codec.Reencode(first[..firstLength], second, out error);
        Assert.True(error.IsOk, error.ToString());
        Assert.True(first[..firstLength].SequenceEqual(second[..secondLength]));
    }

    private static int Mutate(byte[] golden, byte[] payload, Random random)
    {
        golden.CopyTo(payload, 0);
        var length = golden.Length;
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            switch (random.Next(6))
            {
                case 0:
                    payload[random.Next(length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    payload[random.Next(length)] = (byte)random.Next(256);
                    break;
                case 2 when length >= 8:
                    BitConverter.TryWriteBytes(payload.AsSpan(4 * random.Next(1, length / 4)), Lies[random.Next(Lies.Length)]);
                    break;
                case 3:
                    length = random.Next(1, length + 1);
                    break;
                case 4 when length + 16 < payload.Length:
                    random.NextBytes(payload.AsSpan(length, 16));
                    length += random.Next(1, 17);
                    break;
                case 5:
                    var (from, to) = (random.Next(length), random.Next(length));
                    var count = random.Next(Math.Min(16, length - Math.Max(from, to)) + 1);
                    payload.AsSpan(from, count).CopyTo(payload.AsSpan(to));
                    break;
            }
        }

        return length;
    }
}
