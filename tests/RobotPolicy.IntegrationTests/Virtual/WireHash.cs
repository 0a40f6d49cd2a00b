using System.Runtime.InteropServices;
using System.Security.Cryptography;
using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Loop;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.Virtual;

/// <summary>A digest of every message on a robot's topics, with its times.</summary>
internal sealed class WireHash : ITickSink, IDisposable
{
    private readonly InMemoryTransport _node;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public WireHash(InMemoryNetwork network, HardwareProfile profile)
    {
        _node = new InMemoryTransport(network, "/observer", InMemoryDelivery.Manual);
        Watch(profile.JointStates[0].Topic, JointState.Type);
        Watch(profile.Commands[0].Topic, CommandMessages.TypeOf(profile.Commands[0].Interface));
        foreach (var camera in profile.Robot.Cameras)
            Watch(camera.Topic, Image.Type);
    }

    public void OnTick(in TickRecord tick) => _node.Pump();

    public byte[] Finish()
    {
        Assert.Null(_node.LastHandlerFault);
        Assert.Equal(0, _node.DroppedSampleCount);
        return _hash.GetHashAndReset();
    }

    public void Dispose()
    {
        _node.Dispose();
        _hash.Dispose();
    }

    private void Watch(string topic, RosMessageType type) =>
        _node.CreateSubscription(topic, type, QosProfile.SensorData, new DelegateHandler(sample =>
        {
            _hash.AppendData(sample.Cdr);
            _hash.AppendData(MemoryMarshal.AsBytes<long>([sample.SourceTimeUnixNs, sample.ReceiveTimeNs]));
        }));
}
