using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Commands.Alerts;

namespace RobotPolicy.Tests.Cli;

public sealed class MonitorTextTests
{
    [Theory]
    [InlineData(0, "··········|··········")]
    [InlineData(2, "#####·····|··········")]
    [InlineData(4, "##########|··········")]
    [InlineData(6, "##########|#####·····")]
    [InlineData(100, "##########|##########")]
    [InlineData(double.NaN, "?????????????????????")]
    public void Bar_TheThresholdStandsInTheMiddle(double windowed, string bar) =>
        Assert.Equal(bar, MonitorText.Bar(new FailureScore { Windowed = windowed, Threshold = 4 }));

    [Fact]
    public void Bar_WithoutAThreshold_IsEmpty() =>
        Assert.Equal("··········|··········", MonitorText.Bar(new FailureScore { Windowed = 3, Threshold = double.PositiveInfinity }));

    [Fact]
    public void Line_SaysEveryState()
    {
        Assert.Equal("none: the package has no monitor", MonitorText.Line(null));
        Assert.Equal("quiet, 0.42 of the threshold", MonitorText.Line(new FailureReading { State = FailureState.Quiet, Ratio = 0.42 }));
        Assert.Equal("ALARM, 1.50 of the threshold, up to 2.0 s ahead", MonitorText.Line(new FailureReading { State = FailureState.Alarm, Ratio = 1.5, LeadS = 2 }));
        Assert.Equal("ALARM, not finite of the threshold", MonitorText.Line(new FailureReading { State = FailureState.Alarm, Ratio = double.NaN }));
        Assert.Equal("degraded: scored late", MonitorText.Line(new FailureReading { State = FailureState.Degraded, Reason = DegradedReason.ScoredLate }));
    }
}
