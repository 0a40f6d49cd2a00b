using System.Text;
using RobotPolicy.Data.Bags.Qos;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Data.Bags;

/// <summary>
/// Writes a bag of any kind into one MCAP file as <c>rosbag2_storage_mcap</c> would: profile <c>ros2</c>, a schema for every channel, QoS and
/// type hash in the channel's metadata, and the bag's metadata as a record at the beginning and at the end. Messages come by log time.
/// </summary>
public static class BagConversion
{
    /// <summary>Key of the channel metadata that holds the type hash.</summary>
    public const string TypeHashKey = "topic_type_hash";

    /// <summary>Converts.</summary>
    /// <param name="bag">Read whole.</param>
    /// <param name="target">Gets the file; left open.</param>
    /// <param name="fileName">Name that the file will have, for its metadata.</param>
    /// <param name="options">How it is written; null for the defaults. The profile is always <c>ros2</c>.</param>
    /// <param name="stop">Ends it between two messages.</param>
    /// <param name="progress">Told how much of the bag is written, 0…1.</param>
    /// <returns>Messages in the new file.</returns>
    /// <exception cref="BagException">The bag is damaged.</exception>
    public static ulong Convert(
        BagReader bag, Stream target, string fileName, McapWriteOptions? options = null, CancellationToken stop = default, Action<double>? progress = null)
    {
        var metadata = bag.Describe() with { StorageIdentifier = "mcap", RelativeFilePaths = [fileName] };
        using var writer = new McapWriter(target, (options ?? McapWriteOptions.Default) with { Profile = "ros2" }, leaveOpen: true);
        WriteRecord(writer, metadata with { MessageCount = 0, Topics = [], Files = [], StartingTime = BagMetadata.NoTime, Duration = 0 });
        CopyRest(bag, writer);
        var channels = bag.Topics.Select(topic => AddTopic(writer, topic)).ToArray();
        var counts = new ulong[channels.Length];
        var messages = bag.ReadMessages();
        while (messages.Read(out var message))
        {
            stop.ThrowIfCancellationRequested();
            writer.WriteMessage(channels[message.Topic], message.Sequence, message.LogTime, message.PublishTime, message.Data.Span);
            counts[message.Topic]++;
            progress?.Invoke(writer.MessageCount / (double)metadata.MessageCount);
        }

        var file = new BagFile(fileName, metadata.StartingTime, metadata.Duration, writer.MessageCount);
        WriteRecord(writer, metadata with
        {
            MessageCount = writer.MessageCount,
            Topics = [.. metadata.Topics.Select((topic, i) => topic with { MessageCount = counts[i] })],
            Files = [file],
        });
        writer.Complete();
        return writer.MessageCount;
    }

    /// <summary>Registers a topic with a writer as rosbag2 does; returns the channel's id.</summary>
    /// <param name="writer">Of the file.</param>
    /// <param name="topic">A topic without a definition gets this project's, or an empty one: a channel without a schema would not be read.</param>
    public static ushort AddTopic(McapWriter writer, BagTopic topic)
    {
        var (encoding, definition) = topic.DefinitionEncoding.Length > 0
            ? (topic.DefinitionEncoding, topic.Definition)
            : MessageDefinitions.Find(topic.Type) is { } known ? (MessageDefinitions.Encoding, known) : ("", "");
        var schema = writer.AddSchema(topic.Type, encoding, Encoding.UTF8.GetBytes(definition));
        return writer.AddChannel(schema, topic.Name, topic.SerializationFormat, new OrderedDictionary<string, string>
        {
            [QosYaml.MetadataKey] = QosYaml.Write(topic.OfferedQos),
            [TypeHashKey] = topic.TypeHash,
        });
    }

    /// <summary>Writes the bag's metadata as a record, as rosbag2 does at the beginning and at the end of a file.</summary>
    public static void WriteRecord(McapWriter writer, BagMetadata metadata) => writer.WriteMetadata(
        BagMetadata.RecordName, new Dictionary<string, string> { [BagMetadata.RecordKey] = metadata.ToRecordText() });

    // What else stands in the files: attachments, and records of other programs.
    private static void CopyRest(BagReader bag, McapWriter writer)
    {
        if (bag.Storage != "mcap")
            return;
        foreach (var path in bag.Files)
        {
            try
            {
                using var file = McapIndexedReader.Open(path, new McapReadOptions { AcceptCutOff = true });
                foreach (var attachment in file.AttachmentIndexes.Select(file.ReadAttachment))
                    writer.WriteAttachment(attachment.LogTime, attachment.CreateTime, attachment.Name, attachment.MediaType, attachment.Data.Span);
                foreach (var record in file.MetadataIndexes.Where(index => index.Name != BagMetadata.RecordName).Select(file.ReadMetadata))
                    writer.WriteMetadata(record.Name, record.Entries);
            }
            catch (McapException exception)
            {
                throw new BagException(path, exception.Message, exception);
            }
        }
    }
}
