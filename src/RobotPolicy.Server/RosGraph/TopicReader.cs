using RobotPolicy.Ros.Transport;
using RobotPolicy.Server.Operations.Telemetry;

namespace RobotPolicy.Server.RosGraph;

/// <summary>Reads what the robot's topics have come to. Any thread.</summary>
/// <param name="sources">The topics.</param>
/// <param name="endpoints">The node's endpoints.</param>
internal sealed class TopicReader(IReadOnlyList<TopicSource> sources, Func<IReadOnlyList<RosEndpointStatus>> endpoints)
{
    /// <summary>All of them now.</summary>
    public IReadOnlyList<TopicReading> Read()
    {
        var known = endpoints();
        return [.. sources.Select(source => Read(source, known))];
    }

    private static TopicReading Read(TopicSource source, IReadOnlyList<RosEndpointStatus> known)
    {
        var ageNs = source.ReadAgeNs();
        var endpoint = known.FirstOrDefault(each => each.Kind == RosEndpointKind.Subscription && each.Topic == source.Topic);
        return new TopicReading(
            source.Name,
            source.Topic,
            source.Timeout,
            ageNs < 0 ? null : TimeSpan.FromTicks(ageNs / 100),
            source.ReadCount(),
            source.ReadDrops(),
            source.ReadInvalid(),
            endpoint.Matched,
            endpoint.LastIncompatiblePolicy ?? "");
    }
}
