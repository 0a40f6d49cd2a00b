using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Bags.Qos;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Tests.Data.Bags;

public sealed class QosYamlTests
{
    private const string Words = """
        - history: keep_last
          depth: 5
          reliability: best_effort
          durability: volatile
          deadline:
            sec: 9223372036
            nsec: 854775807
          lifespan:
            sec: 9223372036
            nsec: 854775807
          liveliness: automatic
          liveliness_lease_duration:
            sec: 9223372036
            nsec: 854775807
          avoid_ros_namespace_conventions: false
        """;

    private const string Numbers = """
        - history: 3
          depth: 0
          reliability: 1
          durability: 1
          deadline:
            sec: 0
            nsec: 7
          lifespan:
            sec: 10
            nsec: 0
          liveliness: 3
          liveliness_lease_duration:
            sec: 9223372036
            nsec: 854775807
          avoid_ros_namespace_conventions: true
        """;

    [Fact]
    public void Write_OurProfile_InWords() => Assert.Equal(Words, QosYaml.Write([QosProfile.SensorData]));

    [Fact]
    public void Write_Version8_InNumbers() => Assert.Equal(
        Words.Replace("keep_last", "1", StringComparison.Ordinal).Replace("best_effort", "2", StringComparison.Ordinal)
            .Replace("volatile", "2", StringComparison.Ordinal).Replace("automatic", "1", StringComparison.Ordinal),
        QosYaml.Write([QosProfile.SensorData], version: 8));

    [Fact]
    public void Write_NoProfiles_IsAnEmptyList() => Assert.Equal("[]", QosYaml.Write(Array.Empty<QosProfile>()));

    [Fact]
    public void Parse_Numbers()
    {
        var profile = Assert.Single(QosYaml.Parse(Numbers));

        Assert.Equal(
            new BagQos
            {
                History = BagHistory.Unknown, Depth = 0, Reliability = BagReliability.Reliable, Durability = BagDurability.TransientLocal,
                Deadline = new BagDuration(0, 7), Lifespan = new BagDuration(10, 0), Liveliness = BagLiveliness.ManualByTopic,
                AvoidRosNamespaceConventions = true,
            },
            profile);
        Assert.Equal(QosProfile.Default with { Durability = QosDurability.TransientLocal }, profile.ToProfile());
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public void Parse_WhatWasWritten_IsTheSame(int version)
    {
        BagQos[] profiles = [.. QosYaml.Parse(Numbers), BagQos.Of(QosProfile.Latched), BagQos.Of(QosProfile.Default with { History = QosHistory.KeepAll })];

        Assert.Equal(profiles, QosYaml.Parse(QosYaml.Write(profiles, version)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    public void Parse_Nothing_IsNoProfile(string yaml) => Assert.Empty(QosYaml.Parse(yaml));

    [Theory]
    [InlineData("keep_last", "keep_all_of_it", "line 1: [0].history: expected one of system_default, keep_last, keep_all, unknown or its number, found 'keep_all_of_it'")]
    [InlineData("depth: 5", "depth: -5", "line 2: [0].depth: expected a whole number that is not negative, found '-5'")]
    [InlineData("  reliability: best_effort\n", "", "line 1: [0]: expected a field 'reliability', found a mapping")]
    [InlineData("conventions: false", "conventions: 0", "line 15: [0].avoid_ros_namespace_conventions: expected true or false, found '0'")]
    [InlineData("- history: keep_last", "- {", "it is not YAML")]
    public void Parse_Wrong_NamesLineAndField(string old, string wrong, string expected)
    {
        var error = Assert.Throws<BagException>(() => QosYaml.Parse(Words.Replace(old, wrong, StringComparison.Ordinal), "/a"));

        Assert.StartsWith("/a: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
