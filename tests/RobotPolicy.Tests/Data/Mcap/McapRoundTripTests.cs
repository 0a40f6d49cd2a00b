using FsCheck;
using FsCheck.Fluent;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Tests.Data.Mcap;

public sealed class McapRoundTripTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(2026, 11);

    private sealed record Sent(int Channel, uint Sequence, ulong LogTime, ulong PublishTime, byte[] Data);

    [Fact]
    public void AnyMessages_ComeBack_StreamedAndIndexed()
    {
        var sent = from channel in Gen.Choose(0, 2)
                   from sequence in Gen.Choose(0, int.MaxValue)
                   from logTime in Gen.Choose(0, 50)
                   from far in Gen.Elements(0ul, ulong.MaxValue - 50)
                   from data in Gen.Choose(0, 255).Select(each => (byte)each).ArrayOf()
                   select new Sent(channel, (uint)sequence, far + (ulong)logTime, (ulong)sequence, data);
        var cases = from messages in sent.ListOf()
                    from chunkSize in Gen.Elements(1, 100, 1000, 1 << 20)
                    from chunks in Gen.Elements(true, true, false)
                    from summary in Gen.Elements(true, true, false)
                    select (messages: messages.ToList(), chunkSize, chunks, summary);
        Prop.ForAll(cases.ToArbitrary(), each => ComesBack(each.messages, each.chunkSize, each.chunks, each.summary)).Check(Runs);
    }

    [Fact]
    public void AnyTexts_ComeBack()
    {
        var text = ArbMap.Default.GeneratorFor<string>().Select(each => new string([.. (each ?? "").Where(letter => !char.IsSurrogate(letter))]));
        Prop.ForAll(text.ArrayOf(6).ToArbitrary(), texts =>
        {
            var file = McapFiles.Write(
                writer =>
                {
                    var schema = writer.AddSchema(texts[0], texts[1], System.Text.Encoding.UTF8.GetBytes(texts[2]));
                    var channel = writer.AddChannel(schema, texts[3], texts[4], new Dictionary<string, string> { [texts[5]] = texts[0] });
                    writer.WriteMessage(channel, 0, 0, 0, []);
                },
                new McapWriteOptions { Profile = texts[1], Library = texts[2] });
            using var reader = McapIndexedReader.Open(new MemoryStream(file));
            var read = reader.Catalog.Channels[1];
            var schemaRead = reader.Catalog.SchemaOf(read)!;
            return (reader.Header.Profile, reader.Header.Library, schemaRead.Name, schemaRead.Encoding, read.Topic, read.MessageEncoding, read.Metadata[texts[5]])
                == (texts[1], texts[2], texts[0], texts[1], texts[3], texts[4], texts[0]);
        }).Check(Runs);
    }

    private static bool ComesBack(List<Sent> sent, int chunkSize, bool chunks, bool summary)
    {
        var file = McapFiles.Write(
            writer =>
            {
                for (var i = 0; i < 3; i++)
                    writer.AddChannel(i == 0 ? (ushort)0 : writer.AddSchema($"S{i}", "ros2msg", []), $"/{i}", "cdr");
                foreach (var each in sent)
                    writer.WriteMessage((ushort)(each.Channel + 1), each.Sequence, each.LogTime, each.PublishTime, each.Data);
            },
            new McapWriteOptions
            {
                ChunkSize = chunkSize, UseChunks = chunks, RepeatChannels = summary, RepeatSchemas = summary, UseChunkIndex = summary, UseStatistics = summary,
            });
        var expected = sent.Select(each => ((ushort)(each.Channel + 1), each.Sequence, each.LogTime, each.PublishTime, Convert.ToHexString(each.Data))).ToList();
        Assert.Equal(expected, McapFiles.Values(McapFiles.Streamed(file)));
        Assert.Equal(expected, McapFiles.Values(McapFiles.Indexed(file, new McapQuery { Order = McapOrder.File })));
        var byTime = expected.OrderBy(each => each.LogTime).ToList();
        Assert.Equal(byTime, McapFiles.Values(McapFiles.Indexed(file)));
        byTime.Reverse();
        Assert.Equal(byTime, McapFiles.Values(McapFiles.Indexed(file, new McapQuery { Order = McapOrder.ReverseLogTime })));
        Assert.DoesNotContain(McapValidator.Check(new MemoryStream(file)), problem => problem.IsError);
        return true;
    }
}
