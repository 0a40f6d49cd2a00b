using RobotPolicy.Cli.Output;
using RobotPolicy.IntegrationTests.Cli;

namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>A task on the service as a process.</summary>
internal static class ServiceTask
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Starts it as soon as the robot is ready, and waits until the policy runs.</summary>
    public static async Task StartAsync(ProgramProcess service, string address, string text)
    {
        for (var left = Wait.Patience / Pause; ; left--, await Task.Delay(Pause))
        {
            var start = await CliRun.RunAsync(address, "tasks", "start", "--text", text);
            if (start.Code == ExitCode.Ok)
                break;
            Assert.True(left > 0, service.Describe($"starts no task: {start.Error}"));
        }

        ServiceLog.WaitUntilRunning(service);
    }
}
