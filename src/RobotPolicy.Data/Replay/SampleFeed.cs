using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Data.Log;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Data.Replay;

/// <summary>Publishes the recorded messages of one topic, one after the other, until the service's own port has seen what it had seen.</summary>
internal sealed class SampleFeed
{
    private readonly IRosPublisher _publisher;
    private readonly InMemoryTransport _receiver;
    private readonly ReplayClock _clock;
    private readonly Queue<LogSample> _samples;
    private readonly Func<long> _newestNs;
    private readonly Func<long> _invalid;

    private SampleFeed(
        InMemoryTransport sender,
        InMemoryTransport receiver,
        string topic,
        RosMessageType type,
        ReplayClock clock,
        Queue<LogSample> samples,
        Func<long> newestNs,
        Func<long> invalid)
    {
        _publisher = sender.CreatePublisher(topic, type, QosProfile.Default);
        (_receiver, _clock, _samples, _newestNs, _invalid) = (receiver, clock, samples, newestNs, invalid);
    }

    public static SampleFeed OfJoints(
        InMemoryTransport sender, InMemoryTransport receiver, HardwareProfile profile, ReplayClock clock, Queue<LogSample> samples, JointStateHistory joints) =>
        new(sender, receiver, profile.JointStatesTopic, JointState.Type, clock, samples, () => joints.Newest.StampNs, () => joints.InvalidCount);

    public static SampleFeed OfCamera(
        InMemoryTransport sender, InMemoryTransport receiver, CameraDescription camera, ReplayClock clock, Queue<LogSample> samples, CameraSlot slot) =>
        new(sender, receiver, camera.Topic, camera.Compressed ? CompressedImage.Type : Image.Type, clock, samples,
            () => slot.Count == 0 ? -1 : slot.NewestStampNs, () => slot.InvalidCount);

    /// <summary>Delivers messages.</summary>
    /// <param name="seenNs">Time of the newest usable message that was seen, or −1 for none.</param>
    /// <param name="invalid">Unusable messages that were seen.</param>
    /// <param name="told">Told of each message.</param>
    public void DeliverTo(long seenNs, long invalid, Action<LogSample> told)
    {
        while ((_newestNs() < seenNs || _invalid() < invalid) && _samples.TryDequeue(out var sample))
            Deliver(sample, told);
    }

    /// <summary>Delivers every message that had arrived at a moment.</summary>
    public void DeliverUntil(long receivedNs, Action<LogSample> told)
    {
        while (_samples.TryPeek(out var sample) && sample.ReceivedNs <= receivedNs)
            Deliver(_samples.Dequeue(), told);
    }

    private void Deliver(LogSample sample, Action<LogSample> told)
    {
        _clock.NowNs = sample.ReceivedNs;
        _publisher.Publish(sample.Cdr);
        _receiver.Pump();
        told(sample);
        sample.Release();
    }
}
