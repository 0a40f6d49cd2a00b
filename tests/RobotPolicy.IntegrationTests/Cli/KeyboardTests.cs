using System.Collections.Concurrent;
using RobotPolicy.Cli.Output;
using RobotPolicy.IntegrationTests.Loop;

namespace RobotPolicy.IntegrationTests.Cli;

/// <summary>The keyboard takeover from the first key to the hand-back.</summary>
public sealed class KeyboardTests
{
    [Fact]
    public async Task Keyboard_KeyThenEscape_JogsStandsAndHolds()
    {
        var robot = new FakeRobot();
        await using var server = await FakeRobot.ServeAsync(robot);
        var keys = new QueuedKeys();
        var run = new CliRun { IsTerminal = true, Keys = keys };

        var running = run.StartAsync(server.Address, "intervene", "keyboard", "--speed", "0.5");
        Wait.Until(() => !robot.HumanCommands.IsEmpty, () => "nothing was sent");
        keys.Press(ConsoleKey.W, 'w');
        Wait.Until(() => robot.HumanCommands.Any(command => command.Engaged), () => "the key moved nothing");
        Wait.Until(() => !robot.HumanCommands.Last().Engaged, () => "the joint did not stand after the dead-man time");
        keys.Press(ConsoleKey.Escape, '\u001b');
        await running;

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.All(robot.HumanCommands.Where(command => command.Engaged), command => Assert.Equal([0, 0.1], command.Jog.Velocities));
        Assert.False(robot.HumanCommands.First().Engaged);
        Assert.Equal(robot.HumanCommands.Count, (int)robot.HumanCommands.Last().Sequence);
        Assert.Contains("Release Hold", robot.Calls);
        Assert.Contains("ReleaseLease", robot.Calls);
    }

    [Fact]
    public async Task Keyboard_CtrlC_HandsBackAndHolds()
    {
        var robot = new FakeRobot();
        await using var server = await FakeRobot.ServeAsync(robot);
        var run = new CliRun { IsTerminal = true, Keys = new QueuedKeys() };

        var running = run.StartAsync(server.Address, "intervene", "keyboard");
        Wait.Until(() => !robot.HumanCommands.IsEmpty, () => "nothing was sent");
        run.Interrupts.Signal();
        await running;

        Assert.Equal(ExitCode.Interrupted, run.Code);
        Assert.Contains("Release Hold", robot.Calls);
        Assert.Contains("Stream completed", robot.Calls);
    }

    private sealed class QueuedKeys : IKeySource
    {
        private readonly ConcurrentQueue<ConsoleKeyInfo> _keys = new();

        public void Press(ConsoleKey key, char letter) => _keys.Enqueue(new ConsoleKeyInfo(letter, key, false, false, false));

        public bool TryRead(out ConsoleKeyInfo key) => _keys.TryDequeue(out key);
    }
}
