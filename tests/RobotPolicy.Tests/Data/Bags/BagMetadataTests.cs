using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Bags.Qos;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Tests.Data.Bags;

public sealed class BagMetadataTests
{
    private static readonly BagMetadata Sample = new()
    {
        Duration = 1_500_000_000,
        StartingTime = 1_700_000_000_000_000_000,
        MessageCount = 3,
        Topics =
        [
            new BagTopic("/joint_states", "sensor_msgs/msg/JointState")
            {
                OfferedQos = [BagQos.Of(QosProfile.Default), BagQos.Of(QosProfile.Latched)], TypeHash = "RIHS01_00", MessageCount = 3,
            },
            new BagTopic("/quiet", "std_msgs/msg/Bool"),
        ],
        RelativeFilePaths = ["run_0.mcap", "run 1.mcap"],
        Files = [new BagFile("run_0.mcap", 1_700_000_000_000_000_000, 5, 2), new BagFile("run 1.mcap", 1_700_000_001_500_000_000, 0, 1)],
        CustomData = new Dictionary<string, string> { ["lerobot.operator_prompt"] = "pick: the \"red\" one\n# and\t\\ go\u2028", ["n"] = "1", ["e"] = "" },
        RosDistro = "jazzy",
    };

    [Fact]
    public void Parse_WhatWasWritten_IsTheSame()
    {
        Assert.Equivalent(Sample, BagMetadata.Parse(Sample.ToYaml()), strict: true);
        Assert.Equivalent(Sample, BagMetadata.Parse(Sample.ToRecordText()), strict: true);
    }

    [Fact]
    public void ToYaml_Empty_HasEveryFieldOfVersion9() => Assert.Equal(
        """
        rosbag2_bagfile_information:
          version: 9
          storage_identifier: mcap
          duration:
            nanoseconds: 0
          starting_time:
            nanoseconds_since_epoch: 9223372036854775807
          message_count: 0
          topics_with_message_count: []
          compression_format: ""
          compression_mode: ""
          relative_file_paths: []
          files: []
          custom_data: ~
          ros_distro: ""

        """,
        new BagMetadata().ToYaml());

    [Fact]
    public void Parse_OldestVersion_NeedsNoNewerField()
    {
        var bag = BagMetadata.Parse("""
            rosbag2_bagfile_information:
              version: 1
              storage_identifier: sqlite3
              relative_file_paths: [a.db3]
              duration: {nanoseconds: 5}
              starting_time: {nanoseconds_since_epoch: 7}
              message_count: 2
              topics_with_message_count:
                - {topic_metadata: {name: /a, type: std_msgs/Bool, serialization_format: cdr}, message_count: 2}
            """);

        Assert.Equal((1, "sqlite3", 5L, 7L, 2UL, ""), (bag.Version, bag.StorageIdentifier, bag.Duration, bag.StartingTime, bag.MessageCount, bag.RosDistro));
        Assert.Equal(new BagTopic("/a", "std_msgs/Bool") { MessageCount = 2, OfferedQos = bag.Topics[0].OfferedQos }, bag.Topics[0]);
        Assert.Empty(bag.Files);
    }

    [Theory]
    [InlineData("version: 9", "version: 10", "line 2: rosbag2_bagfile_information.version: expected a version from 1 to 9, found '10'")]
    [InlineData("nanoseconds: 1500000000", "nanoseconds: soon", "line 5: rosbag2_bagfile_information.duration.nanoseconds: expected a whole number, found 'soon'")]
    [InlineData("storage_identifier: mcap", "other: mcap", "expected a field 'storage_identifier'")]
    [InlineData("name: /quiet", "name: [/quiet]", "rosbag2_bagfile_information.topics_with_message_count[1].topic_metadata.name: expected a text, found a list")]
    [InlineData("    message_count: 0", "    message_count: -1", "rosbag2_bagfile_information.topics_with_message_count[1].message_count: expected a whole number that is not negative, found '-1'")]
    [InlineData("custom_data:", "custom_data: &a", "", true)]
    [InlineData("ros_distro: jazzy", "ros_distro: *a", "line 76: expected plain values, found a reference to an anchor")]
    public void Parse_Wrong_NamesFileLineAndField(string old, string wrong, string expected, bool isRight = false)
    {
        var yaml = Sample.ToYaml().Replace(old, wrong, StringComparison.Ordinal);
        if (isRight)
        {
            Assert.Equal(3, BagMetadata.Parse(yaml).CustomData.Count);
            return;
        }

        var error = Assert.Throws<BagException>(() => BagMetadata.Parse(yaml, "run/metadata.yaml"));

        Assert.StartsWith("run/metadata.yaml: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_QosAsText_WithAMistake_NamesTheTopic()
    {
        var yaml = new BagMetadata { Topics = [new BagTopic("/a", "t")] }.ToYaml()
            .Replace("offered_qos_profiles: []", "offered_qos_profiles: \"- history: 7\\n\"", StringComparison.Ordinal);

        var error = Assert.Throws<BagException>(() => BagMetadata.Parse(yaml));

        Assert.Equal(
            "metadata.yaml: offered_qos_profiles of /a: line 1: [0].history: expected one of system_default, keep_last, keep_all, unknown or its number, found '7'",
            error.Message);
    }

    [Fact]
    public void Parse_EveryPrefixAndFlip_IsABagExceptionOrRead()
    {
        var yaml = Sample.ToYaml();
        foreach (var flip in (int[])[0x01, 0x10, 0x40, 0x80])
        {
            for (var i = 0; i < yaml.Length; i++)
                Try(string.Concat(yaml.AsSpan(0, i), ((char)(yaml[i] ^ flip)).ToString(), yaml.AsSpan(i + 1)));
        }

        for (var i = 0; i < yaml.Length; i++)
            Try(yaml[..i]);
    }

    [Fact]
    public void Parse_Deep_IsRefused() => Assert.Contains(
        "at most 16 levels", Assert.Throws<BagException>(() => BagMetadata.Parse(new string('[', 100_000))).Message, StringComparison.Ordinal);

    private static void Try(string yaml)
    {
        try
        {
            BagMetadata.Parse(yaml);
        }
        catch (BagException)
        {
            // Said what is wrong.
        }
    }
}
