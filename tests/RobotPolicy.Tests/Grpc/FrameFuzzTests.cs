using System.IO.Pipelines;
using Google.Protobuf;
using Grpc.Core;
using RobotPolicy.Grpc.Framing;
using RobotPolicy.TestSupport;
using BytesValue = Google.Protobuf.WellKnownTypes.BytesValue;

namespace RobotPolicy.Tests.Grpc;

public sealed class FrameFuzzTests
{
    private const int Limit = 4096;

    private static readonly Marshaller<BytesValue> Marshaller =
        Marshallers.Create(value => value.ToByteArray(), bytes => BytesValue.Parser.ParseFrom(bytes));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ReadSingle_DamagedBodiesInRandomPieces_HaveTheirStatus(int seed)
    {
        var fuzzer = new GrpcFrameFuzzer(seed, Limit);
        var random = new Random(seed);
        var seen = new HashSet<GrpcFrameFuzzer.Damage>();
        for (var i = 0; i < 500; i++)
        {
            var (damage, body, isGzip, expected) = fuzzer.Next();
            seen.Add(damage);

            var status = await ReadAsync(body, isGzip, random.Next(1, 2 * Limit));

            Assert.True(status == expected, $"{damage} ({i}): {status} instead of {expected}");
        }

        Assert.Equal(Enum.GetValues<GrpcFrameFuzzer.Damage>().Length, seen.Count);
    }

    private static async Task<StatusCode> ReadAsync(byte[] body, bool isGzip, int pieceBytes)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        foreach (var piece in body.Chunk(pieceBytes))
            await pipe.Writer.WriteAsync(piece);
        await pipe.Writer.CompleteAsync();
        try
        {
            await new FrameDecoder(pipe.Reader, Limit) { Gzip = isGzip }.ReadSingleAsync(Marshaller, CancellationToken.None);
            return StatusCode.OK;
        }
        catch (RpcException exception)
        {
            return exception.StatusCode;
        }
    }
}
