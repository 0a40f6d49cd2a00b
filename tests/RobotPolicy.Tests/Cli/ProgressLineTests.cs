using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Tests.Transport;

namespace RobotPolicy.Tests.Cli;

public sealed class ProgressLineTests
{
    private readonly CliTestTerminal _terminal = new();
    private readonly ManualTime _time = new();

    [Fact]
    public void Line_IsWrittenOverFiveTimesASecondAndTakenAway()
    {
        using (var line = new ProgressLine(Run(isTerminal: true)))
        {
            line.Show(0.1, _ => "too early");
            _time.Advance(TimeSpan.FromSeconds(0.3));
            line.Show(0.25, _ => "run.mcap");
            line.Show(0.26, _ => "too soon");
            _time.Advance(TimeSpan.FromSeconds(0.7));
            line.Show(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));
        }

        Assert.Equal("\r 25 %  run.mcap\u001b[K\r 50 %     30.0 of 60.0 s, 30.0 × real time\u001b[K\r\u001b[K", _terminal.Error.ToString());
    }

    [Fact]
    public void Clear_MakesRoomForAnotherLine()
    {
        using var line = new ProgressLine(Run(isTerminal: true));
        line.Clear();
        Assert.Equal("", _terminal.Error.ToString());
        _time.Advance(TimeSpan.FromSeconds(1));
        line.Show(1.5, _ => "all");
        line.Clear();
        line.Clear();
        Assert.Equal("\r100 %  all\u001b[K\r\u001b[K", _terminal.Error.ToString());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Line_WhereNobodyWatches_IsNotThere(bool isTerminal, bool json)
    {
        using var line = new ProgressLine(Run(isTerminal, json));
        _time.Advance(TimeSpan.FromSeconds(1));
        line.Show(0.5, _ => throw new InvalidOperationException("nobody reads this"));
        Assert.Equal("", _terminal.Error.ToString());
    }

    private Invocation Run(bool isTerminal, bool json = false)
    {
        var terminal = _terminal.Create(isTerminal) with { Time = _time };
        return new Invocation(null!, terminal, new Printer(terminal, json), null!);
    }
}
