using RobotPolicy.Data.Bags.Qos;
using RobotPolicy.Data.Bags.Yaml;

namespace RobotPolicy.Data.Bags.Metadata;

/// <summary>Reads <c>metadata.yaml</c> of every version.</summary>
internal static class BagMetadataReader
{
    private const string Root = "rosbag2_bagfile_information";
    private const int MaxTopics = 100_000;
    private const int MaxFiles = 1_000_000;

    public static BagMetadata Read(string yaml, string file)
    {
        var document = YamlField.Read(yaml, file) ?? throw new BagException(file, "it is empty");
        var root = document.Find(Root) ?? document;
        var version = root["version"].Int64();
        if (version is < 1 or > BagMetadata.NewestVersion)
            throw root["version"].Error($"expected a version from 1 to {BagMetadata.NewestVersion}");
        return new BagMetadata
        {
            Version = (int)version,
            StorageIdentifier = root["storage_identifier"].Text(),
            Duration = root["duration"]["nanoseconds"].Int64(),
            StartingTime = root["starting_time"]["nanoseconds_since_epoch"].Int64(),
            MessageCount = root["message_count"].UInt64(),
            Topics = [.. root["topics_with_message_count"].Items(MaxTopics).Select(entry => Topic(entry, file))],
            CompressionFormat = root.Find("compression_format")?.Text() ?? "",
            CompressionMode = root.Find("compression_mode")?.Text() ?? "",
            RelativeFilePaths = [.. root["relative_file_paths"].Items(MaxFiles).Select(entry => entry.Text())],
            Files = root.Find("files") is { } files ? [.. files.Items(MaxFiles).Select(File)] : [],
            CustomData = root.Find("custom_data") is { } custom ? Texts(custom) : new Dictionary<string, string>(),
            RosDistro = root.Find("ros_distro")?.Text() ?? "",
        };
    }

    private static BagTopic Topic(YamlField entry, string file)
    {
        var topic = entry["topic_metadata"];
        var qos = topic.Find("offered_qos_profiles");
        return new BagTopic(topic["name"].Text(), topic["type"].Text())
        {
            SerializationFormat = topic["serialization_format"].Text(),
            OfferedQos = qos switch
            {
                null => [],
                { IsText: true } => QosYaml.Parse(qos.Text(), $"{file}: offered_qos_profiles of {topic["name"].Text()}"),
                _ => QosYaml.Parse(qos),
            },
            TypeHash = topic.Find("type_description_hash")?.Text() ?? "",
            MessageCount = entry["message_count"].UInt64(),
        };
    }

    private static BagFile File(YamlField entry) => new(
        entry["path"].Text(), entry["starting_time"]["nanoseconds_since_epoch"].Int64(), entry["duration"]["nanoseconds"].Int64(),
        entry["message_count"].UInt64());

    private static OrderedDictionary<string, string> Texts(YamlField map)
    {
        var texts = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in map.Fields())
            texts[name] = value.Text();
        return texts;
    }
}
