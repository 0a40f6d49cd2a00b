using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.TransportContract;

/// <summary>
/// What every <see cref="IRosTransport"/> keeps. An implementation inherits it and makes two nodes that see each other, stamping
/// with the system's clocks.
/// </summary>
public abstract partial class TransportContractTests : IDisposable
{
    private static readonly QosProfile Reliable = QosProfile.Default with { Depth = 5000 };
    private static readonly QosProfile KeepAll = QosProfile.Default with { History = QosHistory.KeepAll };
    private static readonly QosProfile BestEffort = QosProfile.SensorData with { Depth = 5000 };

    private static int _topics;

    private readonly Lazy<(IRosTransport A, IRosTransport B)> _pair;
    private readonly CdrBuffer _buffer = new();

    protected TransportContractTests() => _pair = new(CreatePair);

    private IRosTransport A => _pair.Value.A;

    private IRosTransport B => _pair.Value.B;

    /// <summary>A topic that no other test uses: other tests' endpoints may still be on the graph.</summary>
    private string Topic { get; } = $"/contract/topic_{Environment.ProcessId}_{Interlocked.Increment(ref _topics)}";

    public void Dispose()
    {
        if (_pair.IsValueCreated)
        {
            A.Dispose();
            B.Dispose();
        }

        VerifyAfterDispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Two nodes on one graph.</summary>
    protected abstract (IRosTransport A, IRosTransport B) CreatePair();

    /// <summary>Checks that the pair left nothing behind.</summary>
    protected virtual void VerifyAfterDispose()
    {
    }

    private static ReadOnlySpan<byte> Encode(CdrBuffer buffer, int writer, int index, ReadOnlySpan<byte> data = default)
    {
        var message = new CompressedImage
        {
            Header = new Header { Stamp = new RosTime(writer, (uint)index), FrameId = "camera"u8 },
            Format = "jpeg"u8,
            Data = data,
        };
        Assert.True(buffer.TryEncode(message, out var error), error.ToString());
        return buffer.Cdr;
    }

    private static int[] Range(int start, int count) => [.. Enumerable.Range(start, count)];

    private static void WaitForMatch(IRosPublisher publisher, int count = 1) =>
        Eventually.True(() => publisher.MatchedCount == count, () => $"Publisher matched {publisher.MatchedCount} subscriptions, expected {count}");

    private static void WaitForMatch(IRosSubscription subscription, int count = 1) =>
        Eventually.True(() => subscription.MatchedCount == count, () => $"Subscription matched {subscription.MatchedCount} publishers, expected {count}");

    private static RosEndpointStatus ReadEventUntil(IRosTransport transport, Func<RosEndpointStatus, bool> wanted)
    {
        RosEndpointStatus found = default;
        Eventually.True(
            () =>
            {
                while (transport.TryReadEvent(out found))
                {
                    if (wanted(found))
                        return true;
                }

                return false;
            },
            () => $"The event did not come; last {found}");
        return found;
    }

    private IRosPublisher Publisher(IRosTransport transport, QosProfile qos, string? topic = null) =>
        transport.CreatePublisher(topic ?? Topic, CompressedImage.Type, qos);

    private IRosSubscription Subscription(IRosTransport transport, QosProfile qos, IRosSampleHandler handler, string? topic = null) =>
        transport.CreateSubscription(topic ?? Topic, CompressedImage.Type, qos, handler);

    private (IRosPublisher Publisher, IRosSubscription Subscription) Connect(
        QosProfile offered, QosProfile requested, IRosSampleHandler handler)
    {
        var subscription = Subscription(B, requested, handler);
        var publisher = Publisher(A, offered);
        WaitForMatch(publisher);
        WaitForMatch(subscription);
        return (publisher, subscription);
    }

    private void Publish(IRosPublisher publisher, int writer, int index) =>
        Assert.Equal(PublishStatus.Sent, publisher.Publish(Encode(_buffer, writer, index)));
}
