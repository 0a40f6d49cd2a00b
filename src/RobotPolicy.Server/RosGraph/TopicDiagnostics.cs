using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Server.RosGraph;

/// <summary>Status of one topic that the robot publishes. Keeps the counts of the round before.</summary>
internal sealed class TopicDiagnostics(TopicSource source, string hardwareId, string prefix)
{
    private bool _hasBefore;
    private long _beforeNs;
    private long _countBefore;
    private long _dropsBefore;
    private long _invalidBefore;

    public DiagnosticStatus Describe(IReadOnlyList<RosEndpointStatus> endpoints, long nowNs)
    {
        var (count, ageNs, drops, invalid) = (source.ReadCount(), source.ReadAgeNs(), source.ReadDrops(), source.ReadInvalid());
        var endpoint = endpoints.FirstOrDefault(endpoint => endpoint.Kind == RosEndpointKind.Subscription && endpoint.Topic == source.Topic);
        var builder = new StatusBuilder($"{prefix}{source.Name}", hardwareId)
            .Add("topic", source.Topic)
            .AddMilliseconds("age_ms", ageNs)
            .Add("received", count)
            .Add("dropped", drops)
            .Add("invalid", invalid)
            .Add("publishers", endpoint.Matched)
            .Add("incompatible_qos", endpoint.IncompatibleQosTotal);
        if (_hasBefore && nowNs > _beforeNs)
            builder.AddHz("rate_hz", (count - _countBefore) * 1e9 / (nowNs - _beforeNs));

        // Stale is the highest level: a topic that is stale because nobody publishes it says so.
        if (ageNs < 0 || ageNs > source.Timeout.Ticks * 100)
            builder.Raise(DiagnosticLevel.Stale, Reason(endpoint, ageNs));
        if (_hasBefore && invalid > _invalidBefore)
            builder.Raise(DiagnosticLevel.Error, $"{invalid - _invalidBefore} unusable messages");
        if (_hasBefore && drops > _dropsBefore)
            builder.Raise(DiagnosticLevel.Warn, $"{drops - _dropsBefore} dropped messages");
        if (endpoint.IncompatibleQosTotal > 0)
            builder.Raise(DiagnosticLevel.Warn, $"incompatible QoS {endpoint.LastIncompatiblePolicy}");
        (_hasBefore, _beforeNs, _countBefore, _dropsBefore, _invalidBefore) = (true, nowNs, count, drops, invalid);
        return builder.Build();
    }

    private static string Reason(in RosEndpointStatus endpoint, long ageNs)
    {
        if (endpoint is { Matched: 0, LastIncompatiblePolicy: { } policy })
            return $"no publisher with fitting QoS: {policy}";
        if (endpoint.Matched == 0)
            return "no publisher";
        return ageNs < 0 ? "nothing received" : "stale";
    }
}
