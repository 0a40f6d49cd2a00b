using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Observations;

public sealed class CameraSlotTests
{
    private const long Ms = 1_000_000;

    [Fact]
    public void TryTakeNearest_GivesTheNearestAndRetainsIt()
    {
        using var slot = new CameraSlot("c", StampLimits.Default, 4);
        Assert.False(slot.TryTakeNearest(0, out _));
        var frames = new[] { 100, 133, 166 }.Select(ms => new FakeFrame(ms * Ms)).ToArray();
        foreach (var frame in frames)
            Assert.Equal(StampVerdict.Accepted, slot.Offer(frame, frame.TimeNs));
        Assert.True(slot.TryTakeNearest(140 * Ms, out var nearest));
        Assert.Same(frames[1], nearest);
        Assert.Equal([1, 2, 1], frames.Select(frame => frame.References));
        nearest!.Release();
        Assert.True(slot.TryTakeNearest(long.MaxValue, out nearest));
        Assert.Same(frames[2], nearest);
        nearest!.Release();
        slot.Dispose();
        Assert.Equal([0, 0, 0], frames.Select(frame => frame.References));
    }

    [Fact]
    public void Offer_MoreThanKept_LetsTheOldestGo()
    {
        using var slot = new CameraSlot("c", StampLimits.Default, 2);
        var frames = Enumerable.Range(1, 4).Select(i => new FakeFrame(i * Ms)).ToArray();
        foreach (var frame in frames)
            slot.Offer(frame, frame.TimeNs);
        Assert.Equal([0, 0, 1, 1], frames.Select(frame => frame.References));
        Assert.Equal((4, 4 * Ms), (slot.Count, slot.NewestStampNs));
    }

    [Fact]
    public void KeepPast_PicturesBeforeTheNewest_AreThereToBeLookedBackTo()
    {
        var slot = new CameraSlot("c", StampLimits.Default, 2);
        slot.KeepPast(20 * Ms, 100 * Ms);
        var frames = Enumerable.Range(1, 50).Select(i => new FakeFrame(i * 10 * Ms)).ToArray();
        foreach (var frame in frames)
            slot.Offer(frame, frame.TimeNs);

        for (var back = 0; back <= 100; back += 10)
        {
            Assert.True(slot.TryTakeNearest((500 - back) * Ms, out var found));
            Assert.InRange(Math.Abs(found!.TimeNs - ((500 - back) * Ms)), 0, 10 * Ms);
            found.Release();
        }

        // Not one of the others is held: two newest, and eight of the past.
        Assert.InRange(frames.Count(frame => frame.References > 0), 8, 10);
        slot.Dispose();
        Assert.All(frames, frame => Assert.Equal(0, frame.References));
    }

    [Fact]
    public void KeepPast_MoreIsAskedForMeanwhile_KeepsWhatIsThere()
    {
        var slot = new CameraSlot("c", StampLimits.Default, 1);
        slot.KeepPast(20 * Ms, 40 * Ms);
        var frames = Enumerable.Range(1, 20).Select(i => new FakeFrame(i * 10 * Ms)).ToArray();
        foreach (var frame in frames.Take(10))
            slot.Offer(frame, frame.TimeNs);
        slot.KeepPast(30 * Ms, 200 * Ms);
        slot.Offer(frames[10], frames[10].TimeNs);

        Assert.True(slot.TryTakeNearest(70 * Ms, out var found));
        Assert.InRange(found!.TimeNs, 60 * Ms, 80 * Ms);
        found.Release();
        slot.Dispose();
        Assert.All(frames.Take(11), frame => Assert.Equal(0, frame.References));
    }

    [Fact]
    public void KeepPast_ForeverAndFinely_HoldsNoMoreThanTheLimit()
    {
        using var slot = new CameraSlot("c", StampLimits.Default, 1);
        slot.KeepPast(1, long.MaxValue / 4);
        slot.KeepPast(Ms, 400 * Ms);
        var frames = Enumerable.Range(1, 1000).Select(i => new FakeFrame(i * Ms)).ToArray();
        foreach (var frame in frames)
            slot.Offer(frame, frame.TimeNs);

        Assert.InRange(frames.Count(frame => frame.References > 0), 1, CameraSlot.MaxPastFrames);
    }

    [Fact]
    public void Offer_RefusedFrame_IsLetGoAndCounted()
    {
        using var slot = new CameraSlot("c", StampLimits.Default, 2);
        slot.Offer(new FakeFrame(5000 * Ms), 5000 * Ms);
        var refused = new[] { 5000, 4990, 9000, 100 }.Select(ms => new FakeFrame(ms * Ms)).ToArray();
        Assert.Equal(
            [StampVerdict.Duplicate, StampVerdict.Reordered, StampVerdict.Future, StampVerdict.TooOld],
            refused.Select(frame => slot.Offer(frame, 5000 * Ms)));
        Assert.All(refused, frame => Assert.Equal(0, frame.References));
        Assert.Equal((2, CameraFault.StampTooOld), (slot.InvalidCount, slot.LastFault));
        Assert.Equal(1, slot.Count);
    }

    [Fact]
    public void Offer_AfterDispose_LetsTheFrameGo()
    {
        var slot = new CameraSlot("c", StampLimits.Default, 2);
        slot.Dispose();
        var frame = new FakeFrame(Ms);
        slot.Offer(frame, Ms);
        Assert.Equal(0, frame.References);
        Assert.False(slot.TryTakeNearest(0, out _));
    }

    [Fact]
    public void TakeWhileOffering_FromTwoReaders_NeverLosesOrSharesAReference()
    {
        var slot = new CameraSlot("c", new StampLimits(TimeSpan.FromDays(1), TimeSpan.FromDays(1)), 3);
        var frames = Enumerable.Range(0, 24).Select(_ => new CountingFrame()).ToArray();
        var isDone = false;
        var readers = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            while (!Volatile.Read(ref isDone))
                if (slot.TryTakeNearest(long.MaxValue, out var frame))
                {
                    if (((CountingFrame)frame!).References <= 0)
                        Volatile.Write(ref CountingFrame.Broken, true);
                    frame.Release();
                }
        })).ToArray();
        foreach (var reader in readers)
            reader.Start();
        var offered = 0;
        for (var i = 1L; i < 300_000; i++)
        {
            var frame = frames[i % frames.Length];
            if (!frame.TryFill(i))
                continue;
            slot.Offer(frame, i);
            offered++;
        }

        Volatile.Write(ref isDone, true);
        foreach (var reader in readers)
            reader.Join();
        slot.Dispose();
        Assert.False(Volatile.Read(ref CountingFrame.Broken));
        Assert.All(frames, frame => Assert.Equal(0, frame.References));
        Assert.True(offered > 1000, $"only {offered} frames were free");
    }

    private sealed class CountingFrame : ImageFrame
    {
        public static bool Broken;
        private int _references;

        public int References => Volatile.Read(ref _references);

        public override ReadOnlySpan<byte> Data => default;

        public bool TryFill(long timeNs)
        {
            if (Interlocked.CompareExchange(ref _references, 1, 0) != 0)
                return false;
            TimeNs = timeNs;
            StampUnixNs = timeNs;
            return true;
        }

        public override void Retain()
        {
            if (Interlocked.Increment(ref _references) < 2)
                Volatile.Write(ref Broken, true);
        }

        public override void Release()
        {
            if (Interlocked.Decrement(ref _references) < 0)
                Volatile.Write(ref Broken, true);
        }
    }
}
