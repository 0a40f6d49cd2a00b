using RobotPolicy.Data.Mcap;

namespace RobotPolicy.IntegrationTests.Mcap;

/// <summary>Files whose chunks are compressed.</summary>
internal static class CompressedFiles
{
    public static byte[] Sample(McapCompression compression)
    {
        var stream = new MemoryStream();
        using (var writer = new McapWriter(stream, new McapWriteOptions { Profile = "ros2", Compression = compression, ChunkSize = 4000 }, leaveOpen: true))
        {
            var channel = writer.AddChannel(writer.AddSchema("std_msgs/msg/String", "ros2msg", "string data"u8), "/t", "cdr");
            var random = new Random(5);
            for (var i = 0; i < 500; i++)
            {
                var data = new byte[random.Next(200)];
                random.NextBytes(data.AsSpan(data.Length / 2));
                writer.WriteMessage(channel, (uint)i, (ulong)(i ^ 7), (ulong)i, data);
            }

            writer.WriteAttachment(1, 2, "notes.txt", "text/plain", "hello"u8);
        }

        return stream.ToArray();
    }

    /// <summary>A file of one chunk whose claimed size is the caller's.</summary>
    public static byte[] Claiming(McapCompression compression, int zeros, ulong claimed)
    {
        var stream = new MemoryStream();
        using (var writer = new McapWriter(stream, new McapWriteOptions { Library = "", Compression = compression, ChunkCrc = false, DataSectionCrc = false }, leaveOpen: true))
            writer.WriteMessage(writer.AddChannel(0, "/t", "cdr"), 0, 0, 0, new byte[zeros]);
        var file = stream.ToArray();
        BitConverter.TryWriteBytes(file.AsSpan(8 + 17 + 25), claimed);
        return file;
    }
}
