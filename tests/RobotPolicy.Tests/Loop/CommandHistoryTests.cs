using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Loop;

public sealed class CommandHistoryTests
{
    private const long Tick = 10_000_000;

    [Fact]
    public void Read_GivesWhatWasInForceNewestFirst()
    {
        var history = Filled(100);

        // Tick i at i · 10 ms commanded i; 5 ms after tick 50 the one of 50 is in force.
        var rows = new double[3];
        Assert.Equal(3, history.Read((50 * Tick) + 5_000_000, 2 * Tick, rows));
        Assert.Equal([48, 46, 44], rows);
    }

    [Fact]
    public void Read_FurtherThanItReaches_GivesFewerRows()
    {
        var history = Filled(4);
        Assert.Equal(2, history.Read(2 * Tick, Tick, new double[5]));
        Assert.Equal(0, new CommandHistory(16, 1).Read(Tick, Tick, new double[5]));
    }

    [Fact]
    public void Read_Overwritten_NeverGivesWhatIsBeingWritten()
    {
        var history = Filled(1000, capacity: 64);
        var rows = new double[64];
        var read = history.Read(1000 * Tick, Tick, rows);
        Assert.Equal(48, read);
        Assert.Equal(999, rows[0]);
        Assert.Equal(952, rows[47]);
    }

    [Fact]
    public void OnTick_NotSent_IsNoCommand()
    {
        var history = new CommandHistory(16, 1);
        history.OnTick(Record(1, CommandStatus.Failed, CommandSource.Policy));
        history.OnTick(Record(2, CommandStatus.Sent, CommandSource.None));
        Assert.Equal(0, history.Read(10 * Tick, Tick, new double[1]));
    }

    private static CommandHistory Filled(int ticks, int capacity = 128)
    {
        var history = new CommandHistory(capacity, 1);
        for (var i = 0; i < ticks; i++)
            history.OnTick(Record(i, CommandStatus.Sent, CommandSource.Policy));
        return history;
    }

    private static TickRecord Record(int index, CommandStatus sent, CommandSource source) => new()
    {
        TimeNs = index * Tick,
        Command = [index],
        Sent = sent,
        Source = source,
    };
}
