using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Data.Log;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Data.Replay;

/// <summary>
/// Publishes the recorded messages of a camera, or of the topics of joint states, one after the other as they had arrived, until the
/// service's own port has seen what it had seen.
/// </summary>
internal sealed class SampleFeed
{
    private readonly (IRosPublisher Publisher, Queue<LogSample> Samples)[] _topics;
    private readonly InMemoryTransport _receiver;
    private readonly ReplayClock _clock;
    private readonly Func<long> _newestNs;
    private readonly Func<long> _invalid;

    private SampleFeed(
        InMemoryTransport sender,
        InMemoryTransport receiver,
        IEnumerable<(string Name, Queue<LogSample> Samples)> topics,
        RosMessageType type,
        ReplayClock clock,
        Func<long> newestNs,
        Func<long> invalid)
    {
        _topics = [.. topics.Select(topic => (sender.CreatePublisher(topic.Name, type, QosProfile.Default), topic.Samples))];
        (_receiver, _clock, _newestNs, _invalid) = (receiver, clock, newestNs, invalid);
    }

    public static SampleFeed OfJoints(
        InMemoryTransport sender, InMemoryTransport receiver, HardwareProfile profile, ReplayClock clock, IReadOnlyList<Queue<LogSample>> samples, JointStateHistory joints) =>
        new(sender, receiver, profile.JointStates.Select((topic, i) => (topic.Topic, samples[i])), JointState.Type, clock, () => joints.Newest.StampNs, () => joints.InvalidCount);

    public static SampleFeed OfCamera(
        InMemoryTransport sender, InMemoryTransport receiver, CameraDescription camera, ReplayClock clock, Queue<LogSample> samples, CameraSlot slot) =>
        new(sender, receiver, [(camera.Topic, samples)], camera.Compressed ? CompressedImage.Type : Image.Type, clock,
            () => slot.Count == 0 ? -1 : slot.NewestStampNs, () => slot.InvalidCount);

    /// <summary>Delivers messages.</summary>
    /// <param name="seenNs">Time of the newest usable message that was seen, or −1 for none.</param>
    /// <param name="invalid">Unusable messages that were seen.</param>
    /// <param name="told">Told of each message.</param>
    public void DeliverTo(long seenNs, long invalid, Action<LogSample> told)
    {
        while ((_newestNs() < seenNs || _invalid() < invalid) && FindNext() is >= 0 and var topic)
            Deliver(topic, told);
    }

    /// <summary>Delivers every message that had arrived at a moment.</summary>
    public void DeliverUntil(long receivedNs, Action<LogSample> told)
    {
        while (FindNext() is >= 0 and var topic && _topics[topic].Samples.Peek().ReceivedNs <= receivedNs)
            Deliver(topic, told);
    }

    /// <summary>The topic whose next message arrived first, or −1.</summary>
    private int FindNext()
    {
        var (next, firstNs) = (-1, long.MaxValue);
        for (var i = 0; i < _topics.Length; i++)
            if (_topics[i].Samples.TryPeek(out var sample) && sample.ReceivedNs < firstNs)
                (next, firstNs) = (i, sample.ReceivedNs);
        return next;
    }

    private void Deliver(int topic, Action<LogSample> told)
    {
        var sample = _topics[topic].Samples.Dequeue();
        _clock.NowNs = sample.ReceivedNs;
        _topics[topic].Publisher.Publish(sample.Cdr);
        _receiver.Pump();
        told(sample);
        sample.Release();
    }
}
