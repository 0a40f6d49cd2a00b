using System.Buffers.Binary;
using System.Text;

namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>Writes CDR field by field without any check, so that a message can lie.</summary>
internal sealed class HostileCdr
{
    private readonly List<byte> _bytes = [0, 1, 0, 0];

    public byte[] Bytes => [.. _bytes];

    /// <summary>A header dated now.</summary>
    public HostileCdr Header(string frame = "")
    {
        var now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks;
        return Int32((int)(now / TimeSpan.TicksPerSecond)).UInt32((uint)(now % TimeSpan.TicksPerSecond * 100)).String(frame);
    }

    public HostileCdr Int32(int value) => UInt32(unchecked((uint)value));

    public HostileCdr UInt32(uint value)
    {
        Align(4);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    public HostileCdr Byte(byte value)
    {
        _bytes.Add(value);
        return this;
    }

    public HostileCdr Double(double value)
    {
        Align(8);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    public HostileCdr String(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        UInt32((uint)bytes.Length + 1);
        _bytes.AddRange(bytes);
        return Byte(0);
    }

    public HostileCdr Strings(params string[] texts)
    {
        UInt32((uint)texts.Length);
        foreach (var text in texts)
            String(text);
        return this;
    }

    public HostileCdr Doubles(params double[] values)
    {
        UInt32((uint)values.Length);
        foreach (var value in values)
            Double(value);
        return this;
    }

    public HostileCdr Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    private void Align(int size)
    {
        while ((_bytes.Count - 4) % size != 0)
            _bytes.Add(0);
    }
}
