using System.Buffers.Binary;
using System.Text;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.TransportContract;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Naming;
using RobotPolicy.Ros.Services;

namespace RobotPolicy.IntegrationTests.FastDds;

/// <summary>A service of ours, called by bytes that are written out here, over a DDS that we did not write.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class FastDdsServiceTests(FastDdsPeer peer) : WireTestBase(Domain), IClassFixture<FastDdsPeer>
{
    private const string Service = "/robot_policy/stop";

    // The encapsulation, the client's id, its count, and the byte of an empty request.
    private const string Request = "00010000" + "EFCDAB8967452301" + "0900000000000000" + "00";

    private static readonly uint Domain = TestDomain.Claim();

    [Fact]
    public void Call_WithTheHeaderOfRmwCyclonedds_IsAnsweredWithTheSameHeader()
    {
        var service = CreateTransport("robot_policy").CreateService(Service, TriggerRequest.Service, new Answering());
        using var client = Start(Request);
        WaitForBothHalves(client, service);
        client.Say("go");

        // The encapsulation's options may count padding, and padding may follow.
        var reply = Convert.FromHexString(client.WaitFor("reply"));
        Assert.Equal([0, 1], reply[..2]);
        Assert.Equal(0x0123456789ABCDEF, BinaryPrimitives.ReadInt64LittleEndian(reply.AsSpan(4)));
        Assert.Equal(9, BinaryPrimitives.ReadInt64LittleEndian(reply.AsSpan(12)));
        Assert.Equal(1, reply[20]);
        Assert.Equal(8, BinaryPrimitives.ReadInt32LittleEndian(reply.AsSpan(24)));
        Assert.Equal("stopped\0", Encoding.UTF8.GetString(reply.AsSpan(28, 8)));
        Assert.InRange(reply.Length, 36, 39);
        Assert.Equal((1, 0), (service.RequestCount, service.MalformedCount));
    }

    [Fact]
    public void Call_WithoutTheHeader_AsRmwFastrtpsSendsIt_IsCountedAndNotServed()
    {
        var service = CreateTransport("robot_policy").CreateService(Service, TriggerRequest.Service, new Answering());
        using var client = Start("0001000000");
        WaitForBothHalves(client, service);
        client.Say("go");
        Eventually.Equal((0, 1), () => (service.RequestCount, service.MalformedCount));
        client.Say("finish");
        Assert.Equal(0, client.WaitForResult()["received"]);
    }

    private static void WaitForBothHalves(FastDdsProcess client, IRosService service)
    {
        _ = client.WaitFor("matched");
        Eventually.True(() => service.ClientCount == 1, () => "Not yet: we match the client");
    }

    private FastDdsProcess Start(string request) => FastDdsProcess.Start(
        peer.Program,
        "call",
        $"domain={DomainId}",
        $"topic={RosMangling.ToDdsRequestTopic(Service)}",
        "type=std_srvs::srv::dds_::Trigger_Request_",
        $"reply_topic={RosMangling.ToDdsReplyTopic(Service)}",
        "reply_type=std_srvs::srv::dds_::Trigger_Response_",
        "reliability=reliable",
        "count=1",
        $"request={request}");

    private sealed class Answering : IRosRequestHandler
    {
        public void OnRequest(RosRequest request)
        {
            if (request.TryDecode<TriggerRequest>(out _, out _))
                request.Service.Reply(request.Id, new TriggerResponse { Success = true, Message = "stopped"u8 });
        }
    }
}
