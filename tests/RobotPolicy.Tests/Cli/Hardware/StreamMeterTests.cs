using RobotPolicy.Cli.Commands.Hardware.Hearing;

namespace RobotPolicy.Tests.Cli.Hardware;

public sealed class StreamMeterTests
{
    private const long Ms = 1_000_000;

    [Fact]
    public void Finish_OfAStream_HasRateGapAndAge()
    {
        var meter = new StreamMeter();
        for (var i = 0; i < 11; i++)
            meter.Add(i * 10 * Ms, (i * 10 * Ms) + 500, (i * 10 * Ms) + 500 + (3 * Ms));
        var stream = meter.Finish(150 * Ms);
        Assert.Equal((11, 100), (stream.Count, stream.RateHz));
        Assert.Equal((0.05, 0.01), (stream.LongestGapSeconds, stream.UsualGapSeconds));
        Assert.Equal((0.003, 0.003), (stream.MinStampAgeSeconds, stream.MaxStampAgeSeconds));
        Assert.False(stream.StampsStand || stream.StampsAreZero);
    }

    [Fact]
    public void Finish_OfStampsThatStand_CountsThem()
    {
        var meter = new StreamMeter();
        for (var i = 0; i < 10; i++)
            meter.Add(i * Ms, 7, 7 + (i * Ms));
        Assert.True(meter.Finish(10 * Ms).StampsStand);
    }

    [Fact]
    public void Finish_OfNothing_IsNotHeard()
    {
        var meter = new StreamMeter();
        meter.AddMalformed();
        var stream = meter.Finish(Ms);
        Assert.False(stream.IsHeard);
        Assert.Equal((1, 0, 0), (stream.MalformedCount, stream.RateHz, stream.LongestGapSeconds));
    }

    [Fact]
    public void Finish_OfZeroAndBackwardStamps_TellsThem()
    {
        var zero = new StreamMeter();
        var backward = new StreamMeter();
        for (var i = 0; i < 4; i++)
        {
            zero.Add(i * Ms, 0, 1_000_000 * Ms);
            backward.Add(i * Ms, i % 2 == 0 ? 100 : 50, 100);
        }

        Assert.True(zero.Finish(4 * Ms).StampsAreZero);
        Assert.Equal(2, backward.Finish(4 * Ms).BackwardStampCount);
    }
}
