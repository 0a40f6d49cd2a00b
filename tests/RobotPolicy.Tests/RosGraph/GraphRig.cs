using System.Text;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Tests.Transport;

namespace RobotPolicy.Tests.RosGraph;

/// <summary>The service's node and a peer that listens, on a graph in this process that moves when told.</summary>
internal sealed class GraphRig : IDisposable
{
    private readonly List<IDisposable> _subscriptions = [];

    public GraphRig()
    {
        Network = new InMemoryNetwork(Time);
        Ours = new InMemoryTransport(Network, "/robot_policy", InMemoryDelivery.Manual);
        Peer = new InMemoryTransport(Network, "/peer", InMemoryDelivery.Manual);
    }

    public ManualTime Time { get; } = new();

    public InMemoryNetwork Network { get; }

    public InMemoryTransport Ours { get; }

    public InMemoryTransport Peer { get; }

    /// <summary>Everything that arrives on a topic from now on, latched messages included.</summary>
    public List<T> Listen<T>(string topic, RosMessageType type, Func<byte[], T> read, QosProfile? qos = null)
    {
        var heard = new List<T>();
        _subscriptions.Add(Peer.CreateSubscription(topic, type, qos ?? QosProfile.Latched with { Depth = 2000 }, new Handler(cdr => heard.Add(read(cdr)))));
        return heard;
    }

    public static string ReadString(byte[] cdr)
    {
        Assert.True(StringMessage.TryDecode(cdr, out var message, out var error), error.ToString());
        return Encoding.UTF8.GetString(message.Data);
    }

    public static bool ReadBool(byte[] cdr)
    {
        Assert.True(BoolMessage.TryDecode(cdr, out var message, out var error), error.ToString());
        return message.Data;
    }

    public void Dispose()
    {
        foreach (var subscription in _subscriptions)
            subscription.Dispose();
        Ours.Dispose();
        Peer.Dispose();
        Assert.Equal(0, Network.OutstandingMessages);
    }

    private sealed class Handler(Action<byte[]> onSample) : IRosSampleHandler
    {
        public void OnSample(RosSample sample) => onSample(sample.Cdr.ToArray());
    }
}
