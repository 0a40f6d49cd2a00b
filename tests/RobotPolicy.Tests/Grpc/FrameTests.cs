using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Grpc.Core;
using RobotPolicy.Grpc.Framing;

namespace RobotPolicy.Tests.Grpc;

public sealed class FrameTests
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(value => value, value => value);

    [Theory]
    [InlineData("", "0000000000")]
    [InlineData("AABB", "0000000002AABB")]
    public void Encode_Plain_IsPrefixAndPayload(string payload, string frame)
    {
        using var encoder = new FrameEncoder(null, CompressionLevel.Fastest);

        Assert.Equal(frame, Convert.ToHexString(encoder.Encode(Convert.FromHexString(payload), Bytes, gzip: false).Span));
    }

    [Fact]
    public void Encode_ReusedAfterLargeAndFailedMessages_StartsAfresh()
    {
        using var encoder = new FrameEncoder(200_000, CompressionLevel.Fastest);
        var failing = Marshallers.Create<byte[]>((_, context) => { context.GetBufferWriter().Write(new byte[10]); throw new InvalidOperationException(); }, _ => []);

        Assert.Equal(150_005, encoder.Encode(new byte[150_000], Bytes, gzip: false).Length);
        Assert.Equal(StatusCode.Internal, Assert.Throws<RpcException>(() => encoder.Encode([], failing, gzip: false)).StatusCode);
        Assert.Equal(StatusCode.ResourceExhausted, Assert.Throws<RpcException>(() => encoder.Encode(new byte[200_001], Bytes, gzip: false)).StatusCode);
        Assert.Equal("000000000107", Convert.ToHexString(encoder.Encode([7], Bytes, gzip: false).Span));
    }

    [Fact]
    public void Encode_Gzip_OnlyWhatShrinks()
    {
        using var encoder = new FrameEncoder(null, CompressionLevel.Fastest);
        var random = new byte[1000];
        new Random(3).NextBytes(random);

        Assert.Equal(1, encoder.Encode(new byte[1000], Bytes, gzip: true).Span[0]);
        Assert.Equal(0, encoder.Encode(random, Bytes, gzip: true).Span[0]);
        Assert.Equal("0000000000", Convert.ToHexString(encoder.Encode([], Bytes, gzip: true).Span));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public async Task Read_AnySegmentation_GivesTheMessages(int segmentBytes)
    {
        var pipe = new Pipe();
        byte[] wire = [0, 0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 9];
        var decoder = new FrameDecoder(pipe.Reader, 100);
        var writing = Task.Run(async () =>
        {
            foreach (var part in wire.Chunk(segmentBytes))
                await pipe.Writer.WriteAsync(part);
            await pipe.Writer.CompleteAsync();
        });

        var messages = new List<string>();
        while (await decoder.ReadAsync(Bytes, CancellationToken.None) is (true, { } message))
            messages.Add(Convert.ToHexString(message));
        await writing;

        Assert.Equal(["010203", "", "09"], messages);
    }

    [Theory]
    [InlineData("00", StatusCode.Internal)]
    [InlineData("0000000002AA", StatusCode.Internal)]
    [InlineData("0300000000", StatusCode.Internal)]
    [InlineData("0100000000", StatusCode.Internal)]
    [InlineData("0000000065", StatusCode.ResourceExhausted)] // 101 bytes announced, none sent
    [InlineData("0080000000", StatusCode.ResourceExhausted)] // 2^31
    public async Task Read_Malformed_HasItsStatus(string hex, StatusCode expected)
    {
        var decoder = new FrameDecoder(PipeReader.Create(new ReadOnlySequence<byte>(Convert.FromHexString(hex))), 100);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await decoder.ReadAsync(Bytes, CancellationToken.None));

        Assert.Equal(expected, failure.StatusCode);
    }

    [Fact]
    public async Task Read_ParserThrows_IsInternal()
    {
        var failing = Marshallers.Create<byte[]>(value => value, _ => throw new FormatException());
        var decoder = new FrameDecoder(PipeReader.Create(new ReadOnlySequence<byte>(new byte[5])), 100);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await decoder.ReadAsync(failing, CancellationToken.None));

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
    }
}
