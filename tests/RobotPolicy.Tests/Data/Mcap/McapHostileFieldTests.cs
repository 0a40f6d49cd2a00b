using System.Buffers.Binary;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Tests.Data.Mcap;

/// <summary>A small file with every kind of record, and a hostile number at every place where a length, count, offset or id could stand.</summary>
public sealed class McapHostileFieldTests
{
    private const long MostBytes = 8 << 20;

    public static TheoryData<ulong, int> Numbers => new()
    {
        { ulong.MaxValue, 8 }, { 1UL << 40, 8 }, { 0x7FFF_FFFF, 8 }, { uint.MaxValue, 4 }, { 0x1000_0000, 4 },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void NumberAnywhere_IsAMcapExceptionOrRead_InBoundedMemory(ulong number, int width)
    {
        var file = McapFiles.Sample(messages: 4);
        Assert.Equal(
            Enum.GetValues<McapOpcode>().Except([McapOpcode.Schema, McapOpcode.Channel, McapOpcode.Message]).Order(),
            McapFiles.Records(file).Select(record => record.Opcode).Except([McapOpcode.Schema, McapOpcode.Channel]).Distinct().Order());
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        for (var i = 8; i + width <= file.Length - 8; i++)
        {
            var damaged = (byte[])file.Clone();
            bytes[..width].CopyTo(damaged.AsSpan(i));
            var before = GC.GetAllocatedBytesForCurrentThread();
            Try(damaged, recovers: i % 8 == 0);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }
    }

    private static void Try(byte[] file, bool recovers)
    {
        var options = new McapReadOptions { ValidateCrcs = false };
        try
        {
            McapFiles.Streamed(file, options);
        }
        catch (McapException exception)
        {
            Assert.InRange(exception.Position.Offset, 0, long.MaxValue);
        }

        try
        {
            McapFiles.Indexed(file, options: options);
        }
        catch (McapException)
        {
        }

        if (recovers)
            McapRecovery.Recover(new MemoryStream(file), Stream.Null);
    }
}
