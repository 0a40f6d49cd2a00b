using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Analysis.Spans;

namespace RobotPolicy.Tests.Data.Analysis;

public sealed class ControlSpansTests
{
    [Fact]
    public void Add_ChangesOfModeAndSource_MakeSpansWithoutGaps()
    {
        var spans = new ControlSpans();
        spans.Add(0, ControlMode.Idle, CommandSource.None);
        spans.Add(10, ControlMode.Idle, CommandSource.None);
        spans.Add(20, ControlMode.Running, CommandSource.None);
        spans.Add(30, ControlMode.Running, CommandSource.Policy);
        spans.Add(40, ControlMode.Running, CommandSource.Policy);
        spans.Finish();
        spans.Finish();

        Assert.Equal(
            [
                new ControlSpan(0, 20, ControlMode.Idle, CommandSource.None),
                new ControlSpan(20, 30, ControlMode.Running, CommandSource.None),
                new ControlSpan(30, 40, ControlMode.Running, CommandSource.Policy),
            ],
            spans.Spans);
    }

    [Fact]
    public void Add_MoreThanFit_KeepsTheLongOnesWithoutGaps()
    {
        var spans = new ControlSpans(limit: 16);
        var now = 0L;
        for (var i = 0; i < 1000; i++)
        {
            spans.Add(now, ControlMode.Running, i % 2 == 0 ? CommandSource.Policy : CommandSource.None);
            now += i == 500 ? 1_000_000 : 10;
        }

        spans.Finish();

        Assert.InRange(spans.Spans.Count, 2, 17);
        Assert.Contains(spans.Spans, span => span.EndNs - span.StartNs >= 1_000_000 && span.Source == CommandSource.Policy);
        Assert.Equal(0, spans.Spans[0].StartNs);
        Assert.Equal(now - 10, spans.Spans[^1].EndNs);
        Assert.All(spans.Spans.Zip(spans.Spans.Skip(1)), pair => Assert.Equal(pair.First.EndNs, pair.Second.StartNs));
        Assert.True(spans.MergedCount > 900);
    }
}
