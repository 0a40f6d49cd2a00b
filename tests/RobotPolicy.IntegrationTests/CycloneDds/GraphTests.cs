using RobotPolicy.IntegrationTests.TransportContract;
using RobotPolicy.Ros.CycloneDds.Interop;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Naming;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.CycloneDds;

/// <summary>What <c>ros2 node list</c> and <c>ros2 node info</c> would see: a raw reader stands for them.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class GraphTests() : WireTestBase(Domain)
{
    private static readonly uint Domain = TestDomain.Claim();

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    public void DiscoveryInfo_AfterEveryChange_NamesTheNodeAndItsEndpoints(int gidSize)
    {
        var transport = CreateTransport("arm", options =>
        {
            options.Namespace = "/cell_1";
            options.GidSize = gidSize;
        });
        Assert.Equal("/cell_1/arm", transport.NodeName);
        var type = ParticipantEntitiesInfo.Type;
        DdsParticipant observer = new(Domain, "enclave=/;");
        try
        {
            var reader = observer.CreateReader("ros_discovery_info", RosMangling.ToDdsType(type.Name), QosProfile.Latched, $"typehash={type.TypeHash};");
            var node = WaitForNode(reader, gidSize, 0, 0);
            Assert.Equal(("/cell_1", "arm"), (node.NodeNamespace, node.NodeName));

            var publisher = transport.CreatePublisher("/a", JointState.Type, QosProfile.Default);
            var subscription = transport.CreateSubscription("/b", JointState.Type, QosProfile.Default, new DelegateHandler(_ => { }));
            var other = transport.CreatePublisher("/c", JointState.Type, QosProfile.Default);
            node = WaitForNode(reader, gidSize, 1, 2);
            Assert.Equal(3, node.ReaderGids.Concat(node.WriterGids).Distinct().Count());

            publisher.Dispose();
            node = WaitForNode(reader, gidSize, 1, 1);
            subscription.Dispose();
            other.Dispose();
            _ = WaitForNode(reader, gidSize, 0, 0);
        }
        finally
        {
            observer.Delete();
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    public void GetGraph_ShowsEverybodyWithTypeQosAndNode_UntilTheyLeave(int gidSize)
    {
        var ours = CreateTransport("ours");
        var peer = CreateTransport("peer", options =>
        {
            options.Namespace = "/cell_1";
            options.GidSize = gidSize;
        });
        ours.CreatePublisher("/mine", JointState.Type, QosProfile.Default);
        peer.CreatePublisher("/a", StringMessage.Type, QosProfile.Latched);
        var subscription = peer.CreateSubscription("/b", Image.Type, QosProfile.SensorData, new DelegateHandler(_ => { }));
        RosGraphEndpoint mine = new("/mine", JointState.Type.Name, RosEndpointKind.Publisher, QosReliability.Reliable, QosDurability.Volatile, "/ours", IsOurs: true);
        RosGraphEndpoint a = new("/a", StringMessage.Type.Name, RosEndpointKind.Publisher, QosReliability.Reliable, QosDurability.TransientLocal, "/cell_1/peer", IsOurs: false);
        RosGraphEndpoint b = new("/b", Image.Type.Name, RosEndpointKind.Subscription, QosReliability.BestEffort, QosDurability.Volatile, "/cell_1/peer", IsOurs: false);

        WaitForGraph(ours, a, b, mine);
        subscription.Dispose();
        WaitForGraph(ours, a, mine);
        peer.Dispose();
        WaitForGraph(ours, mine);
    }

    private static void WaitForGraph(IRosGraph graph, params RosGraphEndpoint[] expected) => Eventually.True(
        () => graph.GetGraph().OrderBy(endpoint => endpoint.Topic, StringComparer.Ordinal).SequenceEqual(expected),
        () => $"The graph is {string.Join(", ", graph.GetGraph())}, expected {string.Join<RosGraphEndpoint>(", ", expected)}");

    private static NodeEntitiesInfo WaitForNode(DdsReader reader, int gidSize, int readers, int writers)
    {
        NodeEntitiesInfo? found = null;
        Eventually.True(
            () =>
            {
                var info = TryTake(reader);
                if (info is null)
                    return false;
                Assert.Equal(gidSize, info.GidSize);
                Assert.NotEqual(default, info.Gid);
                found = Assert.Single(info.Nodes);
                return found.ReaderGids.Count == readers && found.WriterGids.Count == writers;
            },
            () => $"Not yet: {readers} readers and {writers} writers are announced");
        return found!;
    }

    private static ParticipantEntitiesInfo? TryTake(DdsReader reader)
    {
        var batch = new DdsSample[1];
        if (reader.Take(batch) < 1)
            return null;
        try
        {
            if (!batch[0].IsValid)
                return null;
            Assert.True(batch[0].TryOpen(out var bytes));
            Assert.True(ParticipantEntitiesInfo.TryDecodeAnyGidSize(bytes.Span, out var info, out var error), error.ToString());
            bytes.Release();
            return info;
        }
        finally
        {
            batch[0].Release();
        }
    }
}
