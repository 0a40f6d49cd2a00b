using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Tests.Transport;

public sealed class LatestSampleTests
{
    private readonly LatestSample _latest = new();

    [Fact]
    public void TryTake_NothingCame_IsFalse()
    {
        Assert.False(_latest.HasSample);
        Assert.False(_latest.TryTake(out var sample));
        Assert.Null(sample);
    }

    [Fact]
    public void TryTake_AfterThree_GivesTheNewestAndReturnsTheOthers()
    {
        TestSample[] samples = [new(), new(), new()];
        Array.ForEach(samples, Put);

        Assert.Equal((3, 2), (_latest.ReceivedCount, _latest.OverwrittenCount));
        Assert.Equal([1, 1, 0], samples.Select(sample => sample.Recycled));
        Assert.True(_latest.TryTake(out var taken));
        Assert.Same(samples[2], taken);
        Assert.False(_latest.TryTake(out _));
        Assert.Equal(0, samples[2].Recycled);
        taken.Release();
        Assert.Equal(1, samples[2].Recycled);
    }

    [Fact]
    public void Dispose_ReturnsWhatWaitsAndWhatFollows()
    {
        TestSample before = new(), after = new();
        Put(before);
        _latest.Dispose();
        Put(after);

        Assert.Equal((1, 1), (before.Recycled, after.Recycled));
        Assert.False(_latest.TryTake(out _));
    }

    [Fact]
    public void PutAndTake_OnTwoThreads_LoseNoReference()
    {
        const int Count = 100_000;
        var samples = new TestSample[Count];
        var taken = 0;
        using var start = new ManualResetEventSlim();
        var putter = new Thread(() =>
        {
            start.Wait();
            for (var i = 0; i < Count; i++)
                Put(samples[i] = new TestSample());
        });
        putter.Start();
        start.Set();
        while (putter.IsAlive || _latest.HasSample)
        {
            if (!_latest.TryTake(out var sample))
                continue;
            taken++;
            sample.Release();
        }

        Assert.Equal(Count, taken + _latest.OverwrittenCount);
        Assert.DoesNotContain(samples, sample => sample.Recycled != 1);
    }

    /// <summary>As a transport does: it holds a reference for the time of the call.</summary>
    private void Put(TestSample sample)
    {
        _latest.OnSample(sample);
        sample.Release();
    }
}
