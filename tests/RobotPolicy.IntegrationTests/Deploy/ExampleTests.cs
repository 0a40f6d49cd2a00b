using System.Text.RegularExpressions;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Campaigns.Watching;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.Loop;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Deploy;

/// <summary>The examples of deploy/examples, run by users' means against the service and the simulated arm.</summary>
[Collection(NativeWireCollection.Name)]
public sealed partial class ExampleTests(ExampleRobot robot) : IClassFixture<ExampleRobot>
{
    private const int MostStarts = 5;
    private const string Sketch = "110,150 160,120 200,100";

    public static TheoryData<string> Languages => [.. ExampleProgram.All];

    public static TheoryData<string, string, string> Goals
    {
        get
        {
            var goals = new TheoryData<string, string, string>();
            foreach (var language in ExampleProgram.All)
            {
                goals.Add(language, "--text", "put the cube on the blue disc");
                goals.Add(language, "--sketch", Sketch);
            }

            return goals;
        }
    }

    [Theory]
    [MemberData(nameof(Goals))]
    public async Task Example_RunsATaskAndTheArmMovesUnderTheJog(string language, string option, string goal)
    {
        using var client = await ReadyAsync();
        var states = new List<RobotState>();
        using var stop = new CancellationTokenSource();
        var watching = WatchAsync(client, states, stop.Token);

        using var example = await StartAsync(language, client, option, goal, "--seconds", "1.5", "--jog", "0.3", "--verdict", "success");
        var exitCode = example.WaitForExit();
        await stop.CancelAsync();
        await watching;

        Assert.True(exitCode == 0, example.Describe($"ended with {exitCode}"));
        Assert.Equal(["I", "TASK", "JOG", "HANDED", "LABELLED"], example.Output.Select(line => line.Split(' ')[0]).Where(word => word is "I" or "TASK" or "JOG" or "HANDED" or "LABELLED"));
        var id = TaskId().Match(string.Join('\n', example.Output)).Groups[1].Value;
        await client.WaitAsync(state => state is { Mode: ControlMode.Idle, TaskId: "" }, "the task to end", CancellationToken.None);
        var task = await client.Tasks.GetTaskAsync(new GetTaskRequest { TaskId = id });
        Assert.Equal((TaskState.Ended, Verdict.Success, 1), (task.State, task.Verdict.Verdict, task.Takeovers));
        Assert.Equal(option == "--text", task.Goal.KindCase == Goal.KindOneofCase.Text);

        var jogged = states.Where(state => state is { Mode: ControlMode.Human, Source: CommandSource.Human }).ToList();
        Assert.NotEmpty(jogged);
        Assert.True(jogged[^1].Measured[0] - jogged[0].Measured[0] > 0.1, $"the jog moved the first joint from {jogged[0].Measured[0]} to {jogged[^1].Measured[0]}");
        Assert.Contains(states, state => state is { Mode: ControlMode.Running, Source: CommandSource.Policy } && state.Tick < jogged[0].Tick);
        Assert.Contains(states, state => state is { Mode: ControlMode.Running, Source: CommandSource.Policy } && state.Tick > jogged[^1].Tick);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Example_Interrupted_StopsTheArm(string language)
    {
        using var client = await ReadyAsync();
        using var example = await StartAsync(language, client, "--text", "put the cube on the blue disc", "--seconds", "60");
        await client.WaitAsync(state => state.Mode == ControlMode.Running, "the policy to run", CancellationToken.None);

        example.Interrupt();
        var exitCode = example.WaitForExit();

        Assert.True(exitCode == 0, example.Describe($"ended with {exitCode}"));
        Assert.Contains("STOPPED", example.Output);
        Assert.NotEqual(ControlMode.Running, (await client.StateAsync(CancellationToken.None)).Mode);
    }

    /// <summary>Starts an example, again where the start is refused: on a busy machine a camera may be late at that very moment.</summary>
    private async Task<ProgramProcess> StartAsync(string language, ServiceClient client, params string[] arguments)
    {
        for (var left = MostStarts; ; left--)
        {
            var example = ExampleProgram.Start(language, robot.Address, arguments);
            Wait.Until(() => example.HasExited || example.Output.Any(line => line.StartsWith("TASK ", StringComparison.Ordinal)), () => example.Describe("starts no task"));
            if (!example.HasExited)
                return example;
            Assert.True(left > 0, example.Describe("starts no task"));
            example.Dispose();
            await client.WaitAsync(state => state is { Mode: ControlMode.Idle, BlockedBy: StopCause.None }, "the robot to be ready", CancellationToken.None);
        }
    }

    /// <summary>Waits for the robot, without what the example before has left.</summary>
    private async Task<ServiceClient> ReadyAsync()
    {
        var client = new ServiceClient(robot.Address, TimeProvider.System);
        await using (var lease = await LeaseKeeper.AcquireAsync(client, "test", CancellationToken.None))
            foreach (var task in (await client.Tasks.ListTasksAsync(new ListTasksRequest())).Tasks.Where(task => task.State is not (TaskState.Ended or TaskState.Failed)))
                await client.Tasks.StopTaskAsync(new StopTaskRequest { TaskId = task.TaskId }, lease.Headers);
        await client.WaitAsync(state => state is { Mode: ControlMode.Idle, BlockedBy: StopCause.None }, "the robot to be ready", CancellationToken.None);
        return client;
    }

    private static async Task WatchAsync(ServiceClient client, List<RobotState> states, CancellationToken stop)
    {
        try
        {
            using var call = client.Telemetry.StreamState(new StreamStateRequest { RateHz = 50 }, cancellationToken: stop);
            while (await call.ResponseStream.MoveNext(stop))
                states.Add(call.ResponseStream.Current);
        }
        catch (Exception exception) when (exception is OperationCanceledException or RpcException && stop.IsCancellationRequested)
        {
            // The example has ended.
        }
    }

    [GeneratedRegex(@"^TASK (\S+) ", RegexOptions.Multiline)]
    private static partial Regex TaskId();
}
