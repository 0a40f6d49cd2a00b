using System.Buffers.Binary;
using System.Collections.Concurrent;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.CycloneDds;

/// <summary>What the tests of the wire share: a domain of the class's own, its log, and payloads that can be checked.</summary>
public abstract class WireTestBase(uint domainId) : IDisposable
{
    /// <summary>Encapsulation header, sequence number and length of a test payload.</summary>
    protected const int MinPayload = 12;

    protected static readonly RosMessageType BlobType = new("std_msgs/msg/ByteMultiArray", null);

    private readonly List<IDisposable> _cleanup = [];

    protected uint DomainId => domainId;

    protected ConcurrentQueue<CycloneLogEntry> LogEntries { get; } = new();

    public void Dispose()
    {
        foreach (var item in Enumerable.Reverse(_cleanup))
            item.Dispose();
        GC.SuppressFinalize(this);
    }

    protected CycloneDdsTransport CreateTransport(string nodeName = "test", Action<CycloneDdsOptions>? configure = null, TimeProvider? time = null)
    {
        CycloneDdsOptions options = new() { DomainId = domainId, NodeName = nodeName, Discovery = DiscoveryProfile.Loopback };
        configure?.Invoke(options);
        return Track(new CycloneDdsTransport(options, LogEntries.Enqueue, time));
    }

    protected T Track<T>(T item)
        where T : IDisposable
    {
        _cleanup.Add(item);
        return item;
    }

    /// <summary>A payload that carries its number and length, and bytes that follow from them.</summary>
    protected static byte[] CreatePayload(int number, int length = 64)
    {
        var cdr = new byte[length];
        WritePayload(cdr, number);
        return cdr;
    }

    protected static void WritePayload(Span<byte> cdr, int number)
    {
        cdr[..4].Clear();
        cdr[1] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(cdr[4..], number);
        BinaryPrimitives.WriteInt32LittleEndian(cdr[8..], cdr.Length);
        for (var i = MinPayload; i < cdr.Length; i++)
            cdr[i] = ExpectedByte(number, i);
    }

    protected static int GetNumber(ReadOnlySpan<byte> cdr) => BinaryPrimitives.ReadInt32LittleEndian(cdr[4..]);

    /// <summary>Whether every byte is as it was sent. The wire may pad the end to a multiple of four.</summary>
    protected static bool IsIntact(ReadOnlySpan<byte> cdr)
    {
        if (cdr.Length < MinPayload || cdr[0] != 0 || cdr[1] != 1)
            return false;
        var number = GetNumber(cdr);
        var length = BinaryPrimitives.ReadInt32LittleEndian(cdr[8..]);
        if (cdr.Length - length is < 0 or > 3)
            return false;
        for (var i = MinPayload; i < length; i++)
        {
            if (cdr[i] != ExpectedByte(number, i))
                return false;
        }

        return true;
    }

    private static byte ExpectedByte(int number, int index) => unchecked((byte)((number * 31) + (index * 7)));
}
