using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Analysis.Measures;
using RobotPolicy.Data.Analysis.Spans;

namespace RobotPolicy.Tests.Data.Analysis;

public sealed class SeriesTests
{
    [Fact]
    public void MinMax_MoreThanFits_KeepsWhatSticksOutAndItsPlace()
    {
        var series = new MinMaxSeries(startNs: 1000, widthNs: 10, bins: 8);
        for (var i = 0; i < 1000; i++)
            series.Add(1000 + (i * 10), i == 700 ? 99 : i == 701 ? -99 : 1);

        Assert.True(series.Count <= 8);
        Assert.Equal((-99, 99), (series.Min, series.Max));
        var bin = (int)(700 * 10 / series.WidthNs);
        Assert.True(series.TryRead(bin, out var low, out var high));
        Assert.Equal((-99, 99), (low, high));
        Assert.True(series.TryRead(bin - 1, out low, out high));
        Assert.Equal((1, 1), (low, high));
    }

    [Fact]
    public void MinMax_NoNumbersAndEarlyTimes_LeaveGaps()
    {
        var series = new MinMaxSeries(0, 10, 8);
        series.Add(-5, 1);
        series.Add(5, double.NaN);
        series.Add(15, double.PositiveInfinity);
        Assert.False(series.HasValues);
        series.Add(25, 3);

        Assert.False(series.TryRead(0, out _, out _));
        Assert.True(series.TryRead(2, out _, out var high));
        Assert.Equal(3, high);
        Assert.Equal(25, series.MiddleNs(2));
    }

    [Fact]
    public void Strip_MoreThanFits_LosesNoTick()
    {
        var strip = new PhaseStrip(0, 10, 8);
        for (var i = 0; i < 1000; i++)
            strip.Add(i * 10, i == 500 ? Phase.Stop : i < 300 ? Phase.Policy : Phase.Human);

        Assert.True(strip.Count <= 8);
        Assert.Equal((300, 699, 1), (strip.Total(Phase.Policy), strip.Total(Phase.Human), strip.Total(Phase.Stop)));
    }

    [Fact]
    public void Distribution_KnownValues_QuantilesWithinOnePercent()
    {
        var values = new Distribution();
        for (var i = 1; i <= 1000; i++)
            values.Add(i * 1e-3);
        values.Add(double.NaN);

        Assert.Equal(1000, values.Count);
        Assert.Equal(0.5005, values.Mean, 9);
        Assert.InRange(values.Quantile(0.5), 0.495, 0.505);
        Assert.InRange(values.Quantile(0.99), 0.980, 1.0);
        Assert.Equal((0.001, 1.0), (values.Min, values.Max));
        Assert.InRange(values.CountBetween(0.1, 0.2), 95, 105);
    }

    [Fact]
    public void Distribution_NothingAndExtremes_StaysFinite()
    {
        var values = new Distribution();
        Assert.True(double.IsNaN(values.Quantile(0.5)));
        values.Add(-3);
        values.Add(double.MaxValue);
        Assert.Equal(0, values.Quantile(0.5));
        Assert.Equal(double.MaxValue, values.Max);
    }

    [Fact]
    public void Holds_AnotherCauseWithin_IsAnotherHold()
    {
        var holds = new HoldTracker();
        foreach (var (at, mode, cause) in new[]
        {
            (0, ControlMode.Running, StopCause.None), (10, ControlMode.Holding, StopCause.CameraStale), (20, ControlMode.Holding, StopCause.CameraStale),
            (30, ControlMode.Holding, StopCause.ChunkLate), (40, ControlMode.Running, StopCause.None), (50, ControlMode.EmergencyStop, StopCause.OperatorRequest),
        })
            holds.Add(new TickRecord { TimeNs = at, Mode = mode, Cause = cause });
        holds.Finish();

        Assert.Equal([(10, 30, StopCause.CameraStale), (30, 40, StopCause.ChunkLate), (50, 50, StopCause.OperatorRequest)], holds.Spans.Select(span => ((int)span.StartNs, (int)span.EndNs, span.Cause)));
    }

    [Fact]
    public void Holds_BeyondTheLimit_AreCounted()
    {
        var holds = new HoldTracker(limit: 2);
        for (var i = 0; i < 10; i++)
            holds.Add(new TickRecord { TimeNs = i, Mode = i % 2 == 0 ? ControlMode.Holding : ControlMode.Running });
        holds.Finish();
        Assert.Equal((2, 5), (holds.Spans.Count, holds.Count));
    }

    [Fact]
    public void Pair_SameCauseNearby_StandsSideBySide()
    {
        var second = 1_000_000_000L;
        HoldSpan Span(long at, StopCause cause) => new(at * second, (at + 1) * second, ControlMode.Holding, cause, -1);

        var pairs = HoldTracker.Pair([Span(1, StopCause.ChunkLate), Span(10, StopCause.CameraStale)], [Span(2, StopCause.ChunkLate), Span(10, StopCause.TrackingError)]);

        Assert.Equal(3, pairs.Count);
        Assert.Equal((1 * second, 2 * second), (pairs[0].First!.StartNs, pairs[0].Second!.StartNs));
        Assert.Null(pairs[1].Second);
        Assert.Null(pairs[2].First);
    }

    [Fact]
    public void Alarms_QuietBetween_AreTwo()
    {
        var alarms = new AlarmTracker();
        var began = 0;
        foreach (var (at, state, ratio) in new[] { (0, FailureState.Degraded, double.NaN), (10, FailureState.Alarm, 1.5), (20, FailureState.Alarm, 2.5), (30, FailureState.Quiet, 0.5), (40, FailureState.Alarm, 1.1) })
            began += alarms.Add(new TickRecord { TimeNs = at, Failure = new FailureReport { State = state, Ratio = ratio } }) ? 1 : 0;
        alarms.Finish();

        Assert.Equal(2, began);
        Assert.Equal([(10L, 30L, 2.5), (40L, 40L, 1.1)], alarms.Spans.Select(span => (span.StartNs, span.EndNs, span.MaxRatio)));
    }
}
