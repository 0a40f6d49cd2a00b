using System.Globalization;
using System.Text;
using RobotPolicy.Data.Bags.Yaml;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Data.Bags.Qos;

/// <summary>
/// QoS profiles as rosbag2 keeps them: a YAML list with one entry per publisher, in an MCAP channel's metadata under
/// <see cref="MetadataKey"/>, in a topic's column of a <c>.db3</c>, and in <c>metadata.yaml</c>
/// (<c>rosbag2_storage/src/rosbag2_storage/qos.cpp</c>).
/// </summary>
public static class QosYaml
{
    /// <summary>Key of the channel metadata that holds it.</summary>
    public const string MetadataKey = "offered_qos_profiles";

    /// <summary>Metadata version from which on policies are words, not numbers.</summary>
    internal const int WordsVersion = 9;

    private const int MaxProfiles = 100_000;

    /// <summary>Writes profiles of this system's endpoints.</summary>
    /// <param name="profiles">One per publisher.</param>
    /// <param name="version">Metadata version: words from 9 on, numbers before.</param>
    public static string Write(IReadOnlyList<QosProfile> profiles, int version = BagMetadata.NewestVersion) => Write([.. profiles.Select(BagQos.Of)], version);

    /// <summary>Writes profiles.</summary>
    /// <param name="profiles">One per publisher.</param>
    /// <param name="version">Metadata version: words from 9 on, numbers before.</param>
    public static string Write(IReadOnlyList<BagQos> profiles, int version = BagMetadata.NewestVersion)
    {
        if (profiles.Count == 0)
            return "[]";
        var yaml = new StringBuilder();
        foreach (var profile in profiles)
            Append(yaml, profile, "", version);
        return yaml.ToString().TrimEnd('\n');
    }

    /// <summary>Parses profiles of any version.</summary>
    /// <param name="yaml">The list; empty for none.</param>
    /// <param name="file">Where it stands, for errors.</param>
    /// <exception cref="BagException">It is something else; names line and field.</exception>
    public static IReadOnlyList<BagQos> Parse(string yaml, string file = MetadataKey) =>
        YamlField.Read(yaml, file) is { } root ? Parse(root) : [];

    internal static IReadOnlyList<BagQos> Parse(YamlField list) => [.. list.Items(MaxProfiles).Select(Profile)];

    internal static void Append(StringBuilder yaml, BagQos profile, string indent, int version)
    {
        var words = version >= WordsVersion;
        yaml.Append(CultureInfo.InvariantCulture, $"{indent}- history: {QosWords.Of(profile.History, words)}\n");
        yaml.Append(CultureInfo.InvariantCulture, $"{indent}  depth: {profile.Depth}\n");
        yaml.Append(CultureInfo.InvariantCulture, $"{indent}  reliability: {QosWords.Of(profile.Reliability, words)}\n");
        yaml.Append(CultureInfo.InvariantCulture, $"{indent}  durability: {QosWords.Of(profile.Durability, words)}\n");
        Append(yaml, "deadline", profile.Deadline, indent);
        Append(yaml, "lifespan", profile.Lifespan, indent);
        yaml.Append(CultureInfo.InvariantCulture, $"{indent}  liveliness: {QosWords.Of(profile.Liveliness, words)}\n");
        Append(yaml, "liveliness_lease_duration", profile.LivelinessLeaseDuration, indent);
        yaml.Append(CultureInfo.InvariantCulture, $"{indent}  avoid_ros_namespace_conventions: {(profile.AvoidRosNamespaceConventions ? "true" : "false")}\n");
    }

    private static void Append(StringBuilder yaml, string name, BagDuration duration, string indent) => yaml.Append(
        CultureInfo.InvariantCulture, $"{indent}  {name}:\n{indent}    sec: {duration.Seconds}\n{indent}    nsec: {duration.Nanoseconds}\n");

    private static BagQos Profile(YamlField field) => new()
    {
        History = Policy<BagHistory>(field["history"]),
        Depth = field["depth"].UInt64(),
        Reliability = Policy<BagReliability>(field["reliability"]),
        Durability = Policy<BagDurability>(field["durability"]),
        Deadline = Duration(field["deadline"]),
        Lifespan = Duration(field["lifespan"]),
        Liveliness = Policy<BagLiveliness>(field["liveliness"]),
        LivelinessLeaseDuration = Duration(field["liveliness_lease_duration"]),
        AvoidRosNamespaceConventions = field["avoid_ros_namespace_conventions"].Boolean(),
    };

    private static BagDuration Duration(YamlField field) => new(field["sec"].UInt64(), field["nsec"].UInt64());

    private static T Policy<T>(YamlField field)
        where T : struct, Enum => QosWords.TryParse<T>(field.Text(), out var value)
        ? value
        : throw field.Error($"expected one of {string.Join(", ", Enum.GetValues<T>().Select(each => QosWords.Of(each, asWords: true)))} or its number");
}
