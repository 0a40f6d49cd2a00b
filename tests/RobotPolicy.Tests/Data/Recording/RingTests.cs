using RobotPolicy.Data.Recording;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Tests.Data.Recording;

public sealed class RingTests
{
    [Fact]
    public void ByteRing_RandomTraffic_KeepsOrderAndBytesAndCountsWhatFoundNoRoom()
    {
        var random = new Random(7);
        var ring = new ByteRing(1024);
        var waiting = new Queue<(int Kind, byte[] Bytes)>();
        var dropped = 0;
        for (var step = 0; step < 20_000; step++)
        {
            if (random.Next(5) < 3)
            {
                var bytes = new byte[random.Next(1, 300)];
                random.NextBytes(bytes);
                var room = ring.TryReserve(bytes.Length, step, 2L * step, 3L * step);
                if (room.IsEmpty)
                {
                    dropped++;
                }
                else if (random.Next(10) == 0)
                {
                    ring.Cancel();
                    dropped++;
                }
                else
                {
                    bytes.CopyTo(room);
                    ring.Commit();
                    waiting.Enqueue((step, bytes));
                }
            }
            else if (ring.TryPeek(out var message))
            {
                var (kind, bytes) = waiting.Dequeue();
                Assert.Equal((kind, 2L * kind, 3L * kind), (message.Kind, message.TimeNs, message.SourceNs));
                Assert.Equal(bytes, message.Bytes.ToArray());
                ring.Advance();
            }
            else
            {
                Assert.Empty(waiting);
            }
        }

        Assert.True(dropped > 100);
        Assert.Equal(dropped, ring.DroppedCount);
    }

    [Fact]
    public void ByteRing_UncommittedMessage_IsNotSeen()
    {
        var ring = new ByteRing(1024);
        Assert.Equal(8, ring.TryReserve(8, 1, 1).Length);
        Assert.False(ring.TryPeek(out _));
        ring.Commit();
        Assert.True(ring.TryPeek(out _));
    }

    [Fact]
    public void ByteRing_MessageLongerThanAQuarter_IsRefusedThoughTheRingIsEmpty()
    {
        var ring = new ByteRing(1024);
        Assert.True(ring.TryReserve(512, 1, 1).IsEmpty);
        Assert.Equal(1, ring.DroppedCount);
    }

    [Fact]
    public void ByteRing_Steady_AllocatesNothing()
    {
        var ring = new ByteRing(1 << 16);
        void Pass()
        {
            ring.TryReserve(1000, 1, 1).Fill(1);
            ring.Commit();
            ring.TryPeek(out _);
            ring.Advance();
        }

        Pass();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Pass();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void SampleRing_BeyondItsBytes_RefusesButOneSampleAlwaysFits()
    {
        var topic = new RecordedTopic(0, "/a", Image.Type, QosProfile.Default);
        var ring = new SampleRing(8, maxBytes: 1000);
        var (large, small) = (new FakeSample(2000), new FakeSample(10));
        Assert.True(ring.TryPut(large, topic));
        Assert.False(ring.TryPut(small, topic));
        Assert.Equal(2000, ring.WaitingBytes);
        Assert.True(ring.TryTake(out var taken, out var of));
        Assert.Same(large, taken);
        Assert.Same(topic, of);
        Assert.Equal(0, ring.WaitingBytes);

        // The one that was refused is not held; the one that was taken is its taker's to release.
        small.Release();
        Assert.Equal(1, small.Recycled);
        large.Release();
        Assert.Equal(0, large.Recycled);
        taken.Release();
        Assert.Equal(1, large.Recycled);
    }

    [Fact]
    public void SampleRing_Full_RefusesAndGoesOnInOrder()
    {
        var topic = new RecordedTopic(0, "/a", Image.Type, QosProfile.Default);
        var ring = new SampleRing(4, maxBytes: long.MaxValue);
        var samples = Enumerable.Range(0, 5).Select(_ => new FakeSample(8)).ToArray();
        Assert.Equal([true, true, true, true, false], samples.Select(sample => ring.TryPut(sample, topic)));
        for (var i = 0; i < 4; i++)
        {
            Assert.True(ring.TryTake(out var taken, out _));
            Assert.Same(samples[i], taken);
        }

        Assert.False(ring.TryTake(out _, out _));
    }
}
