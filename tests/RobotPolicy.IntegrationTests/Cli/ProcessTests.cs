using System.Diagnostics;
using RobotPolicy.Cli.Output;
using RobotPolicy.IntegrationTests.Loop;

namespace RobotPolicy.IntegrationTests.Cli;

/// <summary>robotctl as a process of its own: real pipes, real signals, real exit codes.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Stop_InAPipe_AnswersInPlainText()
    {
        var robot = new FakeRobot();
        await using var server = await FakeRobot.ServeAsync(robot);
        using var process = Start(server.Address, "stop", "emergency");

        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(ExitCode.Ok, process.ExitCode);
        Assert.StartsWith("emergency stop: operator request", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
        Assert.Equal(["RequestStop Emergency"], robot.Calls);
    }

    [Fact]
    public async Task Status_InAPipe_HasNoEscapeCodes()
    {
        await using var server = await FakeRobot.ServeAsync(new FakeRobot());
        using var process = Start(server.Address, "status");

        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(ExitCode.Ok, process.ExitCode);
        Assert.Contains("bench arm", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task Watch_ReaderLeaves_Ends()
    {
        await using var server = await FakeRobot.ServeAsync(new FakeRobot());
        using var process = Start(server.Address, "status", "--watch", "--interval", "0.05");

        await process.StandardOutput.ReadLineAsync();
        process.StandardOutput.Close();
        await process.WaitForExitAsync().WaitAsync(Wait.Patience);

        Assert.Equal(ExitCode.Ok, process.ExitCode);
    }

    [Fact]
    public async Task Run_Sigint_StopsTheTask()
    {
        var robot = new FakeRobot { TaskStates = [], TaskNeverEnds = true };
        await using var server = await FakeRobot.ServeAsync(robot);
        using var process = Start(server.Address, "run", "cube");

        var line = "";
        while (line is not null && !line.Contains("running", StringComparison.Ordinal))
            line = await process.StandardOutput.ReadLineAsync();
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await process.WaitForExitAsync().WaitAsync(Wait.Patience);

        Assert.Equal(ExitCode.Interrupted, process.ExitCode);
        Assert.Contains("StopTask task-1", robot.Calls);
        Assert.Contains("ReleaseLease", robot.Calls);
    }

    private static Process Start(string endpoint, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "robotctl.dll"));
        foreach (var argument in arguments.Append("--endpoint").Append(endpoint))
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
