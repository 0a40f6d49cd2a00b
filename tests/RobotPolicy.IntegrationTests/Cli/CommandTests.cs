using System.Text.Json;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Cli;

/// <summary>Every command once against a service with canned answers, for people and for programs.</summary>
public sealed class CommandTests
{
    /// <summary>Command line, calls in order (heartbeats left out), and a piece of the answer for people.</summary>
    public static TheoryData<string, string, string> Commands => new()
    {
        { "whoami", "WhoAmI", "anna, operator (by token)" },
        { "robot", "GetRobot", "shoulder" },
        { "state", "GetRobot;GetState", "camera stale (front)" },
        { "state --rate 10", "GetRobot;StreamState 10", "holding: camera stale (front)" },
        { "state --rate 10 --count 2", "GetRobot;StreamState 10", "+0.5000" },
        { "metrics", "GetMetrics", "Ticks of the control loop." },
        { "lease show", "GetLease", "anna (operator) with robotctl@bench-1" },
        { "lease watch", "WatchLease", "free (released)" },
        { "lease retain --lease-id lease-7", "RetainLease lease-7", "anna" },
        { "lease release --lease-id lease-7", "ReleaseLease", "given back" },
        { "stop", "RequestStop Hold", "holding: operator request, decelerating; an operator must resume; taken after 7.1 ms" },
        { "stop protective", "RequestStop Protective", "protective stop" },
        { "stop emergency --reason hand", "RequestStop Emergency hand", "`robotctl reset` releases it" },
        { "reset", "WhoAmI;AcquireLease;ResetEmergencyStop lease-7;ReleaseLease keep_running", "idle" },
        { "policies list", "ListPolicies", "pick_place_act" },
        { "policies show pick_place_act", "GetPolicy pick_place_act", "50 × 20 ms" },
        { "policies inspect pick_place_act", "GetPolicy pick_place_act", "12.3 MB" },
        { "policies validate pick_place_act", "GetPolicy pick_place_act", "is valid" },
        { "policies load pick_place_act", "AcquireLease;LoadPolicy pick_place_act;ReleaseLease keep_running", "creating session" },
        { "policies unload pick_place_act", "AcquireLease;UnloadPolicy pick_place_act;ReleaseLease keep_running", "is unloaded" },
        { "tasks start --text cube", "AcquireLease;StartTask text;ReleaseLease keep_running", "task-1: running" },
        { "tasks start --pose 0.1,-0.2", "AcquireLease;StartTask pose;ReleaseLease keep_running", "task-1: running" },
        { "tasks start --text cube --follow", "AcquireLease;StartTask text;WatchTask task-1;ReleaseLease", "ended" },
        { "run cube --confirm --time-limit 30", "AcquireLease;StartTask text;WatchTask task-1;ReleaseLease", "running, 40 % done" },
        { "tasks pause", "GetState;AcquireLease;PauseTask task-1;ReleaseLease keep_running", "paused: operator pause" },
        { "tasks resume task-1", "AcquireLease;ResumeTask task-1;ReleaseLease keep_running", "running" },
        { "tasks stop", "GetState;AcquireLease;StopTask task-1;ReleaseLease keep_running", "ended" },
        { "tasks show task-1", "GetTask task-1", "pick up the cube" },
        { "tasks list", "ListTasks;ListTasks 2", "non finite action" },
        { "tasks watch", "GetState;WatchTask task-1", "ended" },
        { "alerts list", "ListAlerts", "held: camera stale" },
        { "alerts watch --min error", "WatchAlerts Error", "a-1" },
        { "alerts ack a-1 --comment seen", "AcknowledgeAlert a-1 seen", "seen by anna: seen" },
        { "alerts list --open", "ListAlerts", "##########|#####·····" },
        { "alerts watch", "WatchAlerts Info", "6 of 4" },
        { "alerts resolve a-1 --comment lamp", "ResolveAlert a-1 lamp", "by anna: lamp" },
        { "tasks start --text cube --on-alarm retry --retries 2 --on-degraded hold", "AcquireLease;StartTask text;ReleaseLease keep_running", "task-1: running" },
        { "logs list", "ListLogs", "is being written" },
        { "logs show 2026-11-30T05-40-12Z", "ReadTimeline 2026-11-30T05-40-12Z", "the cube slipped" },
        { "logs label 2026-11-30T05-40-12Z task-1 failure --comment slipped", "LabelLoggedTask 2026-11-30T05-40-12Z task-1 Failure slipped", "is labelled failure" },
        { "questions list", "ListQuestions", "Is the arm clear?" },
        { "questions watch", "WatchQuestions", "yes | no" },
        { "questions answer q-1 yes", "AcquireLease;AnswerQuestion q-1 yes;ReleaseLease keep_running", "yes, by anna" },
        { "intervene correct left", "AcquireLease;Correct Phrase;ReleaseLease keep_running", "human" },
        { "intervene correct --offset lift=0.05", "AcquireLease;Correct Offset;ReleaseLease keep_running", "human" },
        { "intervene release --lease-id lease-7", "Release Hold", "human" },
        { "intervene jog shoulder=0.1 --for 0.1", "AcquireLease;Stream;Release Hold;Stream completed;ReleaseLease", "handed back" },
        { "intervene target 0.5,0.1 --then resume", "GetRobot;AcquireLease;Stream;Release Resume;Stream completed;ReleaseLease keep_running", "handed back" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_ForPeople_CallsAndAnswers(string commandLine, string calls, string answer)
    {
        var robot = new FakeRobot();
        await using var server = await FakeRobot.ServeAsync(robot);

        var run = await CliRun.RunAsync(server.Address, commandLine.Split(' '));

        Assert.Equal("", run.Error.Contains("robotctl:", StringComparison.Ordinal) ? run.Error : "");
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains(answer, run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Out + run.Error);
        Assert.Equal(calls.Split(';').Order(), CallsWithoutHeartbeats(robot).Order());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_ForPrograms_PrintsObjects(string commandLine, string calls, string answer)
    {
        _ = (calls, answer);
        await using var server = await FakeRobot.ServeAsync(new FakeRobot());

        var run = await CliRun.RunAsync(server.Address, [.. commandLine.Split(' '), "--json"]);

        Assert.Equal(ExitCode.Ok, run.Code);
        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        Assert.All(lines, line =>
        {
            using var parsed = JsonDocument.Parse(line);
            Assert.Equal(JsonValueKind.Object, parsed.RootElement.ValueKind);
        });
    }

    [Fact]
    public async Task Status_ForPeopleAndPrograms_ShowsEverything()
    {
        await using var server = await FakeRobot.ServeAsync(new FakeRobot());

        var people = await CliRun.RunAsync(server.Address, "status");
        var programs = await CliRun.RunAsync(server.Address, "status", "--json");

        foreach (var piece in new[] { "bench arm, 2 joints at 100 Hz", "anna (operator)", "task-1", "camera stale (front)", "Is the arm clear?", "held: camera stale", "1.5 s old", "quiet, 0.42 of the threshold" })
            Assert.Contains(piece, people.Out, StringComparison.Ordinal);
        using var parsed = JsonDocument.Parse(programs.Out);
        Assert.Equal("holding", parsed.RootElement.GetProperty("state").GetProperty("mode").GetString());
        Assert.Equal("task-1", parsed.RootElement.GetProperty("task").GetProperty("task_id").GetString());
        Assert.Equal(0.3, parsed.RootElement.GetProperty("lease").GetProperty("timeout_s").GetDouble());
        Assert.Equal(1, parsed.RootElement.GetProperty("alerts").GetArrayLength());
    }

    [Fact]
    public async Task Status_OnATerminal_DrawsInColourUnlessToldNot()
    {
        await using var server = await FakeRobot.ServeAsync(new FakeRobot());
        var coloured = new CliRun { IsTerminal = true };
        var plain = new CliRun { IsTerminal = true, Environment = { ["NO_COLOR"] = "1" } };

        await coloured.StartAsync(server.Address, "status");
        await plain.StartAsync(server.Address, "status");

        Assert.Contains("\u001b[", coloured.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[3", plain.Out, StringComparison.Ordinal);
        Assert.Contains("bench arm", plain.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_BrokenPackage_ExitsWithRefused()
    {
        await using var server = await FakeRobot.ServeAsync(new FakeRobot());

        var run = await CliRun.RunAsync(server.Address, "policies", "validate", "broken");

        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains("expected 1.x, actual 2.0", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reset_BySupervisor_NeedsNoLease()
    {
        var robot = new FakeRobot { Role = Role.Supervisor };
        await using var server = await FakeRobot.ServeAsync(robot);

        var run = await CliRun.RunAsync(server.Address, "reset");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal(["WhoAmI", "ResetEmergencyStop"], robot.Calls);
    }

    [Fact]
    public async Task Camera_Series_WritesNumberedFiles()
    {
        await using var server = await FakeRobot.ServeAsync(new FakeRobot());
        var folder = Directory.CreateTempSubdirectory("robotctl");
        try
        {
            var run = await CliRun.RunAsync(server.Address, "camera", "front", "--rate", "10", "-n", "2", "-o", Path.Combine(folder.FullName, "f-%03d.jpg"));

            Assert.Equal(ExitCode.Ok, run.Code);
            Assert.Equal(["f-000.jpg", "f-001.jpg"], folder.GetFiles().Select(file => file.Name).Order());
            Assert.Equal([0xff, 0xd8, 1], File.ReadAllBytes(Path.Combine(folder.FullName, "f-001.jpg")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Answer_OnATerminal_AsksUntilTheChoiceIsOne()
    {
        var robot = new FakeRobot();
        await using var server = await FakeRobot.ServeAsync(robot);
        var run = new CliRun { IsTerminal = true, In = new StringReader("maybe\n1\n") };

        await run.StartAsync(server.Address, "questions", "answer");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("AnswerQuestion q-1 yes", robot.Calls);
    }

    [Fact]
    public async Task Follow_LeaderOnStandardInput_SendsEveryLineInOrder()
    {
        var robot = new FakeRobot();
        await using var server = await FakeRobot.ServeAsync(robot);
        var run = new CliRun { In = new StringReader("{\"positions\":[0.1,0.2]}\n\n{\"positions\":[0.2,0.2],\"engaged\":false}\n") };

        await run.StartAsync(server.Address, "intervene", "follow");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal([1ul, 2ul, 3ul], robot.HumanCommands.Select(command => command.Sequence));
        Assert.Equal([true, false, false], robot.HumanCommands.Select(command => command.Engaged));
        Assert.Equal(0.2, robot.HumanCommands.ElementAt(1).Target.Positions[0]);
    }

    private static IEnumerable<string> CallsWithoutHeartbeats(FakeRobot robot) =>
        robot.Calls.Where(call => !call.StartsWith("Heartbeat", StringComparison.Ordinal));
}
