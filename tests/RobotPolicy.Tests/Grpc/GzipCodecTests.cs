using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using RobotPolicy.Grpc.Framing;

namespace RobotPolicy.Tests.Grpc;

public sealed class GzipCodecTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public void Decompress_WhatWasCompressed_ComesBack(int length)
    {
        var payload = Enumerable.Range(0, length).Select(i => (byte)(i * 7 % 256)).ToArray();

        using var result = GzipCodec.Decompress(Packed(payload), length);

        Assert.Equal(payload, result.Written.ToArray());
    }

    [Fact]
    public void Decompress_Empty_IsAnEmptyMessage()
    {
        using var result = GzipCodec.Decompress(ReadOnlySequence<byte>.Empty, 0);

        Assert.Equal(0, result.Length);
    }

    [Fact]
    public void Decompress_OverTheLimit_IsResourceExhausted()
    {
        var failure = Assert.Throws<RpcException>(() => GzipCodec.Decompress(Packed(new byte[10_001]), 10_000));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public void Decompress_CutOffAnywhere_IsInternal()
    {
        var packed = Packed([.. Enumerable.Range(0, 300).Select(i => (byte)(i * i % 256))]);
        for (var length = 1L; length < packed.Length; length++)
        {
            var failure = Assert.Throws<RpcException>(() => GzipCodec.Decompress(packed.Slice(0, length), 1000));
            Assert.Equal(StatusCode.Internal, failure.StatusCode);
        }
    }

    private static ReadOnlySequence<byte> Packed(byte[] payload)
    {
        var target = new ArrayBufferWriter<byte>();
        GzipCodec.Compress(payload, target, CompressionLevel.Fastest);
        return new ReadOnlySequence<byte>(target.WrittenMemory);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(300)]
    [InlineData(2043)]
    public void Decompress_AnyBitFlipped_GivesTheSameBytesOrFails(int bytes)
    {
        var payload = new byte[bytes];
        for (var i = 0; i < bytes; i++)
            payload[i] = (byte)(i * i % 7);
        using var archive = new PooledBuffer();
        GzipCodec.Compress(payload, archive, CompressionLevel.Fastest);
        var rejected = 0;
        for (var bit = 0; bit < 8 * archive.Length; bit++)
        {
            var damaged = archive.Written.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                using var result = GzipCodec.Decompress(new ReadOnlySequence<byte>(damaged), bytes);
                Assert.True(result.Written.Span.SequenceEqual(payload), $"bit {bit}: other bytes");
            }
            catch (RpcException)
            {
                rejected++;
            }
        }

        Assert.InRange(rejected, 64, 8 * archive.Length);
    }
}
