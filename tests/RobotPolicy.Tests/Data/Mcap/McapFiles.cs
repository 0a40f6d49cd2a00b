using RobotPolicy.Data.Mcap;
using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Tests.Data.Mcap;

/// <summary>Small files to read and to damage.</summary>
internal static class McapFiles
{
    public static byte[] Write(Action<McapWriter> content, McapWriteOptions? options = null)
    {
        var stream = new MemoryStream();
        using (var writer = new McapWriter(stream, options ?? new McapWriteOptions(), leaveOpen: true))
            content(writer);
        return stream.ToArray();
    }

    /// <summary>Two topics, several chunks, times that go backwards, an attachment and metadata.</summary>
    public static byte[] Sample(McapWriteOptions? options = null, int messages = 40) => Write(
        writer =>
        {
            var schema = writer.AddSchema("std_msgs/msg/String", "ros2msg", "string data"u8);
            var a = writer.AddChannel(schema, "/a", "cdr", new Dictionary<string, string> { ["offered_qos_profiles"] = "- depth: 1" });
            var b = writer.AddChannel(0, "/b", "json");
            for (var i = 0; i < messages; i++)
            {
                if (i == messages / 2)
                {
                    writer.WriteAttachment(5, 4, "notes.txt", "text/plain", "hello"u8);
                    writer.WriteMetadata("rosbag2", new Dictionary<string, string> { ["ROS_DISTRO"] = "jazzy" });
                }

                writer.WriteMessage(i % 3 == 0 ? b : a, (uint)i, Time(i), Time(i) + 1, Payload(i));
            }
        },
        options ?? new McapWriteOptions { Profile = "ros2", ChunkSize = 256 });

    public static ulong Time(int i) => (ulong)((i * 10) + (i % 4 == 3 ? -25 : 0) + 100);

    public static byte[] Payload(int i) => [.. Enumerable.Range(0, i % 23).Select(at => (byte)((i + at) & 0xFF))];

    public static List<McapMessage> Streamed(byte[] file, McapReadOptions? options = null)
    {
        using var reader = new McapStreamReader(new MemoryStream(file), options);
        var messages = new List<McapMessage>();
        while (reader.ReadMessage(out var message))
            messages.Add(message with { Data = message.Data.ToArray() });
        return messages;
    }

    public static List<McapMessage> Indexed(byte[] file, McapQuery? query = null, McapReadOptions? options = null)
    {
        using var reader = McapIndexedReader.Open(new MemoryStream(file), options);
        var source = reader.ReadMessages(query);
        var messages = new List<McapMessage>();
        while (source.Read(out var message))
            messages.Add(message with { Data = message.Data.ToArray() });
        return messages;
    }

    /// <summary>Records outside chunks, with their places.</summary>
    public static List<(McapOpcode Opcode, int Offset, int Length)> Records(byte[] file)
    {
        var records = new List<(McapOpcode, int, int)>();
        for (var at = 8; at < file.Length - 8;)
        {
            var length = (int)BitConverter.ToUInt64(file, at + 1) + 9;
            records.Add(((McapOpcode)file[at], at, length));
            at += length;
        }

        return records;
    }

    public static int Offset(byte[] file, McapOpcode opcode) => Records(file).First(record => record.Opcode == opcode).Offset;

    public static IEnumerable<(ushort, uint, ulong, ulong, string)> Values(IEnumerable<McapMessage> messages) =>
        messages.Select(each => (each.ChannelId, each.Sequence, each.LogTime, each.PublishTime, Convert.ToHexString(each.Data.Span)));
}
