using RobotPolicy.Data.Bags.Metadata;

namespace RobotPolicy.Data.Bags;

/// <summary>
/// <c>metadata.yaml</c> of a bag's folder, with the fields of all versions (<c>rosbag2_storage/yaml.hpp</c>): 3 added compression, 4 QoS,
/// 5 files, 6 custom data, 7 type hashes, 8 the ROS distribution, 9 QoS in words.
/// </summary>
public sealed record BagMetadata
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "metadata.yaml";

    /// <summary>Name of the MCAP metadata record that holds a copy, under <see cref="RecordKey"/>.</summary>
    public const string RecordName = "rosbag2";

    /// <summary>Key of the copy in the MCAP metadata record.</summary>
    public const string RecordKey = "serialized_metadata";

    /// <summary>The version that is written.</summary>
    public const int NewestVersion = 9;

    /// <summary>Starting time of a bag without messages.</summary>
    public const long NoTime = long.MaxValue;

    /// <summary>Version of the layout.</summary>
    public int Version { get; init; } = NewestVersion;

    /// <summary><c>mcap</c> or <c>sqlite3</c>.</summary>
    public string StorageIdentifier { get; init; } = "mcap";

    /// <summary>From the earliest to the latest message, nanoseconds.</summary>
    public long Duration { get; init; }

    /// <summary>Earliest log time, nanoseconds since 1970; <see cref="NoTime"/> without messages.</summary>
    public long StartingTime { get; init; } = NoTime;

    /// <summary>Messages of all topics.</summary>
    public ulong MessageCount { get; init; }

    /// <summary>Topics, with their counts.</summary>
    public IReadOnlyList<BagTopic> Topics { get; init; } = [];

    /// <summary>Compression around the storage; empty for none. Chunks of MCAP are compressed without it.</summary>
    public string CompressionFormat { get; init; } = "";

    /// <summary><c>FILE</c>, <c>MESSAGE</c> or empty.</summary>
    public string CompressionMode { get; init; } = "";

    /// <summary>The splits in their order, relative to the folder.</summary>
    public IReadOnlyList<string> RelativeFilePaths { get; init; } = [];

    /// <summary>The splits with their times; empty before version 5.</summary>
    public IReadOnlyList<BagFile> Files { get; init; } = [];

    /// <summary>What the recorder was told to keep.</summary>
    public IReadOnlyDictionary<string, string> CustomData { get; init; } = new Dictionary<string, string>();

    /// <summary>ROS distribution that recorded it; empty if not known.</summary>
    public string RosDistro { get; init; } = "";

    /// <summary>Parses the file, or the copy in an MCAP file, which has no root key. Unknown fields are passed over.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">For errors.</param>
    /// <exception cref="BagException">A field is missing or wrong: names line and field.</exception>
    public static BagMetadata Parse(string yaml, string file = FileName) => BagMetadataReader.Read(yaml, file);

    /// <summary>The text of <c>metadata.yaml</c>, in version <see cref="NewestVersion"/> whatever <see cref="Version"/> is.</summary>
    public string ToYaml() => BagMetadataWriter.Write(this, withRoot: true);

    /// <summary>The same without its root key: what stands in an MCAP file under <see cref="RecordKey"/>.</summary>
    public string ToRecordText() => BagMetadataWriter.Write(this, withRoot: false);
}
