using RobotPolicy.Server.Operations.Telemetry;
using RobotPolicy.Server.RosGraph;

namespace RobotPolicy.Server.Composition;

/// <summary>Figures of every topic that the robot publishes: what arrived, what was not used, how old the newest is.</summary>
internal static class TopicFigures
{
    private static readonly MetricInstrument Received =
        new(MetricInstrument.Prefix + "topics.received", "{message}") { Description = "Messages of a topic that were accepted." };

    private static readonly MetricInstrument Dropped =
        new(MetricInstrument.Prefix + "topics.dropped", "{message}") { Description = "Messages of a topic that were not used: repeated, late, from the future, or no room." };

    private static readonly MetricInstrument Invalid =
        new(MetricInstrument.Prefix + "topics.invalid", "{message}") { Description = "Messages of a topic that were unusable." };

    private static readonly MetricInstrument Age =
        new(MetricInstrument.Prefix + "topics.age", "s", MetricKind.Gauge) { Description = "Age of the newest message of a topic. Left out before the first." };

    private static readonly MetricInstrument Timeout =
        new(MetricInstrument.Prefix + "topics.timeout", "s", MetricKind.Gauge) { Description = "Age at which a topic is stale." };

    /// <summary>Adds them.</summary>
    public static void AddTo(MetricsCatalog metrics, IReadOnlyList<TopicSource> topics)
    {
        foreach (var topic in topics)
        {
            Add("received", "Messages accepted", Received, () => topic.ReadCount());
            Add("dropped", "Messages not used", Dropped, () => topic.ReadDrops());
            Add("invalid", "Messages unusable", Invalid, () => topic.ReadInvalid());
            Add("age", "Seconds since the newest message", Age, () => topic.ReadAgeNs() is >= 0 and var age ? age / 1e9 : double.NaN);
            Add("timeout", "Seconds after which it is stale", Timeout, () => topic.Timeout.TotalSeconds);

            void Add(string figure, string what, MetricInstrument instrument, Func<double> read) => metrics.Add(
                $"topics.{figure}.{topic.Topic}", $"{what}: {topic.Name}.", instrument.For("topic", topic.Topic), read);
        }
    }
}
