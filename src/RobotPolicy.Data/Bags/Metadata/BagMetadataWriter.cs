using System.Globalization;
using System.Text;
using RobotPolicy.Data.Bags.Qos;
using RobotPolicy.Data.Bags.Yaml;

namespace RobotPolicy.Data.Bags.Metadata;

/// <summary>Writes <c>metadata.yaml</c> in the order of fields that rosbag2 has.</summary>
internal static class BagMetadataWriter
{
    public static string Write(BagMetadata bag, bool withRoot)
    {
        var yaml = new StringBuilder();
        Line(yaml, $"version: {BagMetadata.NewestVersion}");
        Line(yaml, $"storage_identifier: {YamlText.Of(bag.StorageIdentifier)}");
        Line(yaml, $"duration:\n  nanoseconds: {bag.Duration}");
        Line(yaml, $"starting_time:\n  nanoseconds_since_epoch: {bag.StartingTime}");
        Line(yaml, $"message_count: {bag.MessageCount}");
        List(yaml, "topics_with_message_count", bag.Topics, Topic);
        Line(yaml, $"compression_format: {YamlText.Of(bag.CompressionFormat)}");
        Line(yaml, $"compression_mode: {YamlText.Of(bag.CompressionMode)}");
        List(yaml, "relative_file_paths", bag.RelativeFilePaths, (text, path) => Line(text, $"  - {YamlText.Of(path)}"));
        List(yaml, "files", bag.Files, File);
        if (bag.CustomData.Count == 0)
            Line(yaml, $"custom_data: ~");
        else
            Line(yaml, $"custom_data:");
        foreach (var (key, value) in bag.CustomData)
            Line(yaml, $"  {YamlText.Of(key)}: {YamlText.Of(value)}");
        Line(yaml, $"ros_distro: {YamlText.Of(bag.RosDistro)}");
        if (!withRoot)
            return yaml.ToString();
        yaml.Length--;
        return $"rosbag2_bagfile_information:\n  {yaml.Replace("\n", "\n  ")}\n";
    }

    private static void Topic(StringBuilder yaml, BagTopic topic)
    {
        Line(yaml, $"  - topic_metadata:");
        Line(yaml, $"      name: {YamlText.Of(topic.Name)}");
        Line(yaml, $"      type: {YamlText.Of(topic.Type)}");
        Line(yaml, $"      serialization_format: {YamlText.Of(topic.SerializationFormat)}");
        if (topic.OfferedQos.Count == 0)
            Line(yaml, $"      offered_qos_profiles: []");
        else
            Line(yaml, $"      offered_qos_profiles:");
        foreach (var profile in topic.OfferedQos)
            QosYaml.Append(yaml, profile, "        ", BagMetadata.NewestVersion);
        Line(yaml, $"      type_description_hash: {YamlText.Of(topic.TypeHash)}");
        Line(yaml, $"    message_count: {topic.MessageCount}");
    }

    private static void File(StringBuilder yaml, BagFile file)
    {
        Line(yaml, $"  - path: {YamlText.Of(file.Path)}");
        Line(yaml, $"    starting_time:\n      nanoseconds_since_epoch: {file.StartingTime}");
        Line(yaml, $"    duration:\n      nanoseconds: {file.Duration}");
        Line(yaml, $"    message_count: {file.MessageCount}");
    }

    private static void List<T>(StringBuilder yaml, string name, IReadOnlyList<T> items, Action<StringBuilder, T> append)
    {
        yaml.Append(name).Append(items.Count == 0 ? ": []\n" : ":\n");
        foreach (var item in items)
            append(yaml, item);
    }

    private static void Line(StringBuilder yaml, FormattableString line) => yaml.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
