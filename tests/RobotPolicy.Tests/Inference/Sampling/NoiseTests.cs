using System.Runtime.Intrinsics;
using RobotPolicy.Inference.Sampling.Noise;

namespace RobotPolicy.Tests.Inference.Sampling;

public sealed class NoiseTests
{
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0ul, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0ul, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0x299f31d0a4093822ul, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_KnownAnswers(uint c0, uint c1, uint c2, uint c3, ulong key, uint r0, uint r1, uint r2, uint r3)
    {
        Assert.Equal(Vector128.Create(r0, r1, r2, r3), Philox.Generate(c0, c1, c2, c3, key));
    }

    [Fact]
    public void PortableMath_AgreesWithTheLibrary()
    {
        for (var k = 0; k <= 20_000; k++)
        {
            var u = (k + 0.5) / 20_001;
            Assert.Equal(Math.Log(u), PortableMath.Log(u), 1e-14 * Math.Max(1, -Math.Log(u)));
            var (cos, sin) = PortableMath.CosSin(u);
            Assert.Equal(Math.Cos(2 * Math.PI * u), cos, 2e-14);
            Assert.Equal(Math.Sin(2 * Math.PI * u), sin, 2e-14);
        }

        Assert.Equal(Math.Log(1e-10), PortableMath.Log(1e-10), 1e-13);
        Assert.Equal((1.0, 0.0), PortableMath.CosSin(0));
    }

    [Fact]
    public void Gaussian_IsPinnedBitForBit()
    {
        var noise = new GaussianNoise(0x0123456789ABCDEF);
        noise.Begin(5);
        var values = new float[6];
        noise.TryFill(values, 2);

        // Recorded seeds must go on meaning the same numbers. These were computed by an independent implementation.
        Assert.Equal(PinnedBits, values.Select(BitConverter.SingleToUInt32Bits).Select(bits => bits.ToString("X8")));
    }

    [Fact]
    public void Gaussian_Moments()
    {
        var noise = new GaussianNoise(42);
        var values = new float[400_000];
        noise.TryFill(values, 4);

        var mean = values.Average(v => (double)v);
        var variance = values.Average(v => (v - mean) * (v - mean));
        var skew = values.Average(v => Math.Pow(v - mean, 3)) / Math.Pow(variance, 1.5);
        var kurtosis = values.Average(v => Math.Pow(v - mean, 4)) / (variance * variance);
        Assert.Equal(0, mean, 0.01);
        Assert.Equal(1, variance, 0.01);
        Assert.Equal(0, skew, 0.02);
        Assert.Equal(3, kurtosis, 0.05);
        Assert.Equal(0.6827, values.Count(v => Math.Abs(v) < 1) / 400_000.0, 0.004);
        Assert.Equal(0.0027, values.Count(v => Math.Abs(v) > 3) / 400_000.0, 0.0005);

        // Neighbours, pairs of one block, and rows are independent.
        Assert.All([1, 2, 4, 100_000], lag => Assert.Equal(0, Correlation(values, lag), 0.01));
    }

    [Fact]
    public void Gaussian_BeginAgain_RepeatsAnyInference()
    {
        var noise = new GaussianNoise(7);
        var (first, second, again, other) = (new float[10], new float[10], new float[10], new float[10]);
        noise.Begin(1000);
        noise.TryFill(first, 1);
        noise.TryFill(second, 1);
        noise.Begin(1001);
        noise.TryFill(other, 1);
        noise.Begin(1000);
        noise.TryFill(again, 1);

        Assert.Equal(first, again);
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, other);
        noise.TryFill(again, 1);
        Assert.Equal(second, again);
    }

    [Fact]
    public void Gaussian_Candidate_DoesNotDependOnHowManyThereAre()
    {
        var one = new GaussianNoise(7);
        var many = new GaussianNoise(7);
        var (single, batch) = (new float[7], new float[21]);
        for (var draw = 0; draw < 3; draw++)
        {
            one.TryFill(single, 1);
            many.TryFill(batch, 3);
            Assert.Equal(single, batch[..7]);
            Assert.NotEqual(single, batch[7..14]);
        }
    }

    [Fact]
    public void Gaussian_RowsThatDoNotFit_Throws()
    {
        Assert.Throws<ArgumentException>(() => new GaussianNoise(1).TryFill(new float[7], 2));
    }

    [Fact]
    public void Recorder_PlaysBackTheSame()
    {
        var recorder = new NoiseRecorder(new GaussianNoise(3), 30);
        recorder.Begin();
        var (a, b) = (new float[12], new float[18]);
        recorder.TryFill(a, 2);
        recorder.TryFill(b, 2);
        var recorded = new RecordedNoise(recorder.Values);
        var (a2, b2) = (new float[12], new float[18]);

        Assert.Equal(0, recorder.Dropped);
        Assert.True(recorded.TryFill(a2, 2) && recorded.TryFill(b2, 2));
        Assert.Equal(a, a2);
        Assert.Equal(b, b2);
        Assert.False(recorded.TryFill(a2, 2));
        recorded.Rewind();
        Assert.Equal(30, recorded.Remaining);
    }

    [Fact]
    public void Recorder_Full_CountsWhatItDrops()
    {
        var recorder = new NoiseRecorder(new GaussianNoise(3), 10);
        var values = new float[6];
        Assert.True(recorder.TryFill(values, 1) && recorder.TryFill(values, 1) && recorder.TryFill(values.AsSpan(0, 2), 1));

        Assert.Equal(6, recorder.Values.Length);
        Assert.Equal(8, recorder.Dropped);
        recorder.Begin();
        Assert.Equal((0, 0), (recorder.Values.Length, recorder.Dropped));
    }

    [Fact]
    public void Recording_WithNaN_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new RecordedNoise([0, float.NaN]));
    }

    private static readonly string[] PinnedBits = ["BF5490FA", "3E1C2205", "BF6BA124", "BE5DEA25", "3F099E96", "BE83A08D"];

    private static double Correlation(float[] values, int lag)
    {
        var sum = 0.0;
        for (var i = lag; i < values.Length; i++)
            sum += (double)values[i] * values[i - lag];
        return sum / (values.Length - lag);
    }
}
