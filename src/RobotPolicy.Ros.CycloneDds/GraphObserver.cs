using RobotPolicy.Ros.CycloneDds.Interop;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Naming;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.CycloneDds;

/// <summary>
/// The whole graph: endpoints from DDS discovery, and the nodes that they belong to from <c>ros_discovery_info</c>. Made when somebody asks
/// for the first time. One thread at a time.
/// </summary>
internal sealed class GraphObserver
{
    private const int Batch = 16;
    private static readonly QosProfile InfoQos = QosProfile.Latched with { History = QosHistory.KeepAll };

    private readonly RosGid _participant;
    private readonly DdsGraphReader _writers;
    private readonly DdsGraphReader _readers;
    private readonly DdsReader _infos;
    private readonly Dictionary<RosGid, ParticipantEntitiesInfo> _nodes = [];

    internal GraphObserver(DdsParticipant participant)
    {
        _participant = RosGid.FromBytes(participant.GetGuid());
        _writers = participant.CreateGraphReader(writers: true);
        _readers = participant.CreateGraphReader(writers: false);
        _infos = participant.CreateReader(
            GraphAnnouncer.DdsTopic, RosMangling.ToDdsType(ParticipantEntitiesInfo.Type.Name), InfoQos, $"typehash={ParticipantEntitiesInfo.Type.TypeHash};");
    }

    /// <summary>What is known now.</summary>
    internal List<RosGraphEndpoint> Read()
    {
        TakeNodes();
        var owners = new Dictionary<RosGid, string>();
        foreach (var node in _nodes.Values.SelectMany(info => info.Nodes))
        {
            var name = node.NodeNamespace == "/" ? $"/{node.NodeName}" : $"{node.NodeNamespace}/{node.NodeName}";
            foreach (var gid in node.ReaderGids.Concat(node.WriterGids))
                owners[gid] = name;
        }

        var endpoints = new List<RosGraphEndpoint>();
        Add(_writers.Read(), RosEndpointKind.Publisher);
        Add(_readers.Read(), RosEndpointKind.Subscription);
        return endpoints;

        void Add(List<DdsRemoteEndpoint> found, RosEndpointKind kind)
        {
            foreach (var endpoint in found)
                if (RosMangling.TryFromDdsTopic(endpoint.Topic, out var topic))
                    endpoints.Add(new RosGraphEndpoint(
                        topic,
                        RosMangling.TryFromDdsType(endpoint.Type, out var type) ? type : endpoint.Type,
                        kind,
                        endpoint.Reliability == Ddsc.DDS_RELIABILITY_RELIABLE ? QosReliability.Reliable : QosReliability.BestEffort,
                        endpoint.Durability == Ddsc.DDS_DURABILITY_VOLATILE ? QosDurability.Volatile : QosDurability.TransientLocal,
                        owners.GetValueOrDefault(endpoint.Gid, ""),
                        endpoint.Participant == _participant));
        }
    }

    private void TakeNodes()
    {
        Span<DdsSample> samples = new DdsSample[Batch];
        int count;
        while ((count = _infos.Take(samples)) > 0)
        {
            foreach (var sample in samples[..count])
            {
                Keep(sample);
                sample.Release();
            }
        }
    }

    private void Keep(in DdsSample sample)
    {
        if (!sample.IsValid || !sample.TryOpen(out var bytes))
            return;
        if (ParticipantEntitiesInfo.TryDecodeAnyGidSize(bytes.Span, out var info, out _))
            _nodes[info.Gid] = info;
        bytes.Release();
    }
}
