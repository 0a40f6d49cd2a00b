using RobotPolicy.Ros.CycloneDds.Interop;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Naming;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.CycloneDds;

/// <summary>
/// Tells the graph which node owns which endpoints, on <c>ros_discovery_info</c>. Topics work without it; <c>ros2 node list</c> and
/// <c>ros2 node info</c> do not.
/// </summary>
internal sealed class GraphAnnouncer
{
    internal const string DdsTopic = "ros_discovery_info";

    // Of a node name and namespace as long as options allow, and of what is not gids.
    private const int BaseLength = 1024;

    private readonly DdsWriter _writer;
    private readonly RosGid _participantGid;
    private readonly string _namespace;
    private readonly string _name;
    private readonly int _gidSize;

    internal GraphAnnouncer(DdsParticipant participant, string nodeName, int gidSize)
    {
        var type = ParticipantEntitiesInfo.Type;
        var qos = QosProfile.Latched with { MaxBlocking = TimeSpan.Zero };
        _writer = participant.CreateWriter(DdsTopic, RosMangling.ToDdsType(type.Name), qos, $"typehash={type.TypeHash};", maxBlockingNs: 0);
        _participantGid = RosGid.FromBytes(participant.GetGuid());
        (_namespace, _name) = RosName.SplitNode(nodeName);
        _gidSize = gidSize;
    }

    /// <summary>Publishes the node with its endpoints; a late joiner gets the last one.</summary>
    /// <returns>What went wrong, or <see langword="null"/>.</returns>
    internal string? Announce(IReadOnlyList<CycloneEndpoint> endpoints)
    {
        NodeEntitiesInfo node = new(
            _namespace,
            _name,
            SelectGids(endpoints, RosEndpointKind.Subscription),
            SelectGids(endpoints, RosEndpointKind.Publisher));
        ParticipantEntitiesInfo info = new(_participantGid, [node], _gidSize);
        var cdr = new byte[BaseLength + (endpoints.Count * ParticipantEntitiesInfo.HumbleGidSize)];
        if (!info.TryEncode(cdr, out var length, out var error))
            return $"The endpoints of {_name} could not be announced: {error}";
        var code = _writer.Write(cdr.AsSpan(0, length));
        return code < 0 ? $"The endpoints of {_name} could not be announced: {DdsReturnCode.Describe(code)}." : null;
    }

    private static RosGid[] SelectGids(IReadOnlyList<CycloneEndpoint> endpoints, RosEndpointKind kind) =>
        [.. endpoints.Where(endpoint => endpoint.Kind == kind).Select(endpoint => RosGid.FromBytes(endpoint.Guid))];
}
