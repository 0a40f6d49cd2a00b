using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Tests.Transport;

/// <summary>Manual delivery: what the contract suite cannot state without waiting.</summary>
public sealed class InMemoryTransportTests : IDisposable
{
    private static readonly QosProfile KeepAll = QosProfile.Default with { History = QosHistory.KeepAll };

    private readonly ManualTime _time = new();
    private readonly InMemoryNetwork _network;
    private readonly InMemoryTransport _a;
    private readonly InMemoryTransport _b;
    private readonly List<string> _log = [];
    private readonly CdrBuffer _buffer = new();

    public InMemoryTransportTests()
    {
        _network = new InMemoryNetwork(_time);
        _a = new InMemoryTransport(_network, "/a", InMemoryDelivery.Manual);
        _b = new InMemoryTransport(_network, "/b", InMemoryDelivery.Manual);
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        Assert.Equal(0, _network.OutstandingMessages);
    }

    [Fact]
    public void Pump_SamplesOfSeveralTopics_ComeInOrderOfArrival()
    {
        Subscribe("/x", QosProfile.Default, "x");
        Subscribe("/y", QosProfile.Default, "y");
        var x = Publisher("/x", QosProfile.Default);
        var y = Publisher("/y", QosProfile.Default);
        Publish(x, "1");
        Publish(y, "2");
        Publish(y, "3");
        Publish(x, "4");

        Assert.Empty(_log);
        Assert.Equal(2, _b.Pump(maxSamples: 2));
        Assert.Equal(["x 1", "y 2"], _log);
        Assert.Equal(2, _b.Pump());
        Assert.Equal(["x 1", "y 2", "y 3", "x 4"], _log);
        Assert.Equal(0, _b.Pump());
    }

    [Fact]
    public void Sample_Stamps_AreTakenAtPublishAndAtDelivery()
    {
        (long Source, long Receive) stamps = default;
        _b.CreateSubscription("/x", StringMessage.Type, QosProfile.Default, new Handler(sample => stamps = (sample.SourceTimeUnixNs, sample.ReceiveTimeNs)));
        Publish(Publisher("/x", QosProfile.Default), "1");
        _time.Advance(TimeSpan.FromMilliseconds(250));
        _b.Pump();

        Assert.Equal(20_000L * 86_400_000_000_000 + 5_000_000_000, stamps.Source);
        Assert.Equal(5_250_000_000, stamps.Receive);
    }

    [Fact]
    public void KeepLast_QueueFull_DropsTheOldestAndCounts()
    {
        Subscribe("/x", QosProfile.Default with { Depth = 2 }, "x");
        var publisher = Publisher("/x", QosProfile.Default);
        for (var i = 0; i < 5; i++)
            Publish(publisher, $"{i}");

        Assert.Equal(3, _b.DroppedSampleCount);
        _b.Pump();
        Assert.Equal(["x 3", "x 4"], _log);
    }

    [Fact]
    public void KeepAll_QueueFull_RefusesTheReliablePublisherAndDropsTheOthersSample()
    {
        var subscription = Subscribe("/x", KeepAll, "x");
        var reliable = Publisher("/x", KeepAll);
        for (var i = 0; i < InMemoryNetwork.KeepAllLimit; i++)
            Publish(reliable, "m");

        // Nobody else would make room, so waiting is no use even where the QoS would wait for ever.
        _buffer.TryEncode(new StringMessage { Data = "one too many"u8 }, out _);
        Assert.Equal(PublishStatus.TimedOut, reliable.Publish(_buffer.Cdr));
        Assert.Equal(0, _b.DroppedSampleCount);

        Assert.Equal(1, _b.Pump(maxSamples: 1));
        Publish(reliable, "last");
        Assert.Equal(InMemoryNetwork.KeepAllLimit, _b.Pump(int.MaxValue));
        Assert.Equal("x last", _log[^1]);
        Assert.Equal(InMemoryNetwork.KeepAllLimit + 1L, subscription.ReceivedCount);
    }

    [Fact]
    public void KeepAll_OneOfTwoQueuesFull_GivesTheSampleToNeither()
    {
        Subscribe("/x", KeepAll, "b");
        _a.CreateSubscription("/x", StringMessage.Type, KeepAll, new Handler(_ => { }));
        var publisher = Publisher("/x", KeepAll);
        for (var i = 0; i < InMemoryNetwork.KeepAllLimit; i++)
            Publish(publisher, "m");
        _b.Pump(int.MaxValue);

        Assert.Equal(PublishStatus.TimedOut, publisher.Publish(_buffer.Cdr));
        Assert.Equal(0, _b.Pump());

        // The room reserved for the refused sample was given back.
        _a.Pump(int.MaxValue);
        for (var i = 0; i < InMemoryNetwork.KeepAllLimit; i++)
            Publish(publisher, "m");
        Assert.Equal(InMemoryNetwork.KeepAllLimit, _b.Pump(int.MaxValue));
    }

    [Fact]
    public void Handler_Throws_IsCountedWithItsException()
    {
        var fault = new InvalidOperationException("Deliberate.");
        _b.CreateSubscription("/x", StringMessage.Type, QosProfile.Default, new Handler(_ => throw fault));
        Publish(Publisher("/x", QosProfile.Default), "1");

        Assert.Equal(1, _b.Pump());
        Assert.Equal(1, _b.HandlerFaultCount);
        Assert.Same(fault, _b.LastHandlerFault);
    }

    [Fact]
    public void Handler_PublishesAnAnswer_IsDeliveredInTheSamePump()
    {
        var answers = _b.CreatePublisher("/y", StringMessage.Type, QosProfile.Default);
        _b.CreateSubscription("/x", StringMessage.Type, QosProfile.Default, new Handler(sample => answers.Publish(sample.Cdr)));
        Subscribe("/y", QosProfile.Default, "y");
        Publish(Publisher("/x", QosProfile.Default), "1");

        Assert.Equal(2, _b.Pump());
        Assert.Equal(["y 1"], _log);
    }

    [Fact]
    public void Handler_AnswersItself_EndsAtTheLimit()
    {
        var publisher = Publisher("/x", QosProfile.Default);
        _b.CreateSubscription("/x", StringMessage.Type, QosProfile.Default, new Handler(sample => publisher.Publish(sample.Cdr)));
        Publish(publisher, "1");

        Assert.Equal(100, _b.Pump(maxSamples: 100));
    }

    [Fact]
    public void Events_NobodyReads_DropTheOldestAndCount()
    {
        Subscribe("/x", QosProfile.Default, "x");
        for (var i = 0; i < 200; i++)
            Publisher("/x", QosProfile.Default).Dispose();

        // 400 changes of one subscription, of which 256 are kept.
        Assert.Equal(144, _b.DroppedEventCount);
        Assert.True(_b.TryReadEvent(out var oldest));
        Assert.Equal(1, oldest.Matched);
        var count = 1;
        while (_b.TryReadEvent(out _))
            count++;
        Assert.Equal(256, count);
    }

    [Fact]
    public void Dispose_SamplesWaitInTheQueue_AreReturned()
    {
        var subscription = Subscribe("/x", QosProfile.Default, "x");
        Publish(Publisher("/x", QosProfile.Default), "1");
        Assert.Equal(1, _network.OutstandingMessages);

        subscription.Dispose();

        Assert.Equal(0, _network.OutstandingMessages);
        Assert.Equal(0, _b.Pump());
    }

    [Fact]
    public void TransientLocal_PublisherDisposed_LeavesNoHistory()
    {
        var publisher = Publisher("/x", QosProfile.Latched);
        Publish(publisher, "1");
        publisher.Dispose();
        Subscribe("/x", QosProfile.Latched, "x");

        Assert.Equal(0, _b.Pump());
        Assert.Equal(0, _network.OutstandingMessages);
    }

    [Fact]
    public void TransientLocal_LateJoiner_ReceiveStampIsItsOwn()
    {
        Publish(Publisher("/x", QosProfile.Latched), "1");
        _time.Advance(TimeSpan.FromSeconds(60));
        long receiveTimeNs = 0;
        _b.CreateSubscription("/x", StringMessage.Type, QosProfile.Latched, new Handler(sample => receiveTimeNs = sample.ReceiveTimeNs));
        _b.Pump();

        Assert.Equal(65_000_000_000, receiveTimeNs);
    }

    [Fact]
    public void Sample_ReadAfterItsRelease_Throws()
    {
        RosSample? kept = null;
        _b.CreateSubscription("/x", StringMessage.Type, QosProfile.Default, new Handler(sample => kept = sample));
        Publish(Publisher("/x", QosProfile.Default), "1");
        _b.Pump();

        Assert.Throws<InvalidOperationException>(() => kept!.Cdr.Length);
    }

    [Fact]
    public void PublishAndPump_SteadyState_AllocateNothing()
    {
        using var latest = new LatestSample();
        _b.CreateSubscription("/x", StringMessage.Type, QosProfile.Default, latest);
        var publisher = Publisher("/x", QosProfile.Default);
        _buffer.TryEncode(new StringMessage { Data = "steady"u8 }, out _);
        Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Run();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            for (var i = 0; i < 20; i++)
                publisher.Publish(_buffer.Cdr);
            _b.Pump();
            if (latest.TryTake(out var sample))
                sample.Release();
        }
    }

    [Theory]
    [InlineData("00000000ff", PublishStatus.Sent)]
    [InlineData("0001000000", PublishStatus.Sent)]
    [InlineData("0003000000", PublishStatus.Failed)]
    [InlineData("0100000000", PublishStatus.Failed)]
    [InlineData("00010000", PublishStatus.Failed)]
    public void Publish_Header_IsChecked(string hex, PublishStatus expected) =>
        Assert.Equal(expected, Publisher("/x", QosProfile.Default).Publish(Convert.FromHexString(hex)));

    [Fact]
    public void Pump_TransportWithItsOwnThread_Throws()
    {
        using var transport = new InMemoryTransport(_network, "/c");
        Assert.Throws<InvalidOperationException>(() => transport.Pump());
    }

    [Fact]
    public void Networks_AreSeparate()
    {
        using var other = new InMemoryTransport(new InMemoryNetwork(_time), "/c", InMemoryDelivery.Manual);
        using var subscription = other.CreateSubscription("/x", StringMessage.Type, QosProfile.Default, new Handler(_ => { }));
        Publish(Publisher("/x", QosProfile.Default), "1");

        Assert.Equal(0, other.Pump());
        Assert.Equal(0, subscription.MatchedCount);
    }

    private IRosSubscription Subscribe(string topic, QosProfile qos, string label) => _b.CreateSubscription(topic, StringMessage.Type, qos, new Handler(sample =>
    {
        Assert.True(StringMessage.TryDecode(sample.Cdr, out var message, out var error), error.ToString());
        _log.Add($"{label} {System.Text.Encoding.UTF8.GetString(message.Data)}");
    }));

    private IRosPublisher Publisher(string topic, QosProfile qos) => _a.CreatePublisher(topic, StringMessage.Type, qos);

    private void Publish(IRosPublisher publisher, string text)
    {
        Assert.True(_buffer.TryEncode(new StringMessage { Data = System.Text.Encoding.UTF8.GetBytes(text) }, out _));
        Assert.Equal(PublishStatus.Sent, publisher.Publish(_buffer.Cdr));
    }

    private sealed class Handler(Action<RosSample> action) : IRosSampleHandler
    {
        public void OnSample(RosSample sample) => action(sample);
    }
}
