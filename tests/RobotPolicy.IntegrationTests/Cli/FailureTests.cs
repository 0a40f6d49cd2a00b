using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;
using RobotPolicy.IntegrationTests.Grpc;
using RobotPolicy.IntegrationTests.Loop;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Cli;

/// <summary>What goes wrong is told in a sentence, with the exit code that the help promises.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task Unreachable_NobodyListens_SaysSo()
    {
        string address;
        await using (var server = await FakeRobot.ServeAsync(new FakeRobot()))
            address = server.Address;

        var people = await CliRun.RunAsync(address, "stop");
        var programs = await CliRun.RunAsync(address, "stop", "--json");

        Assert.Equal(ExitCode.Unreachable, people.Code);
        Assert.Contains("cannot reach the robot", people.Error, StringComparison.Ordinal);
        Assert.Equal("", people.Out);
        Assert.Equal(ExitCode.Unreachable, programs.Code);
        Assert.Contains("\"code\":\"unavailable\"", programs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SlowServer_AnswersTooLate_IsUnreachable()
    {
        await using var server = await FakeRobot.ServeAsync(new FakeRobot { Delay = TimeSpan.FromSeconds(30) });

        var run = await CliRun.RunAsync(server.Address, "whoami", "--timeout", "0.3");

        Assert.Equal(ExitCode.Unreachable, run.Code);
        Assert.Contains("did not answer within 300 ms", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_MissingOrRight_DecidesWhoMay()
    {
        await using var server = await FakeRobot.ServeAsync(new FakeRobot { Token = "secret" });

        var without = await CliRun.RunAsync(server.Address, "stop");
        var with = await CliRun.RunAsync(server.Address, "stop", "--token", "secret");

        Assert.Equal(ExitCode.NotAuthorised, without.Code);
        Assert.Contains("not authenticated: unknown token. Give a token", without.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, with.Code);
    }

    [Fact]
    public async Task Refusal_WithDetails_NamesCauseModeAndAdvice()
    {
        var info = new ErrorInfo { Cause = StopCause.CameraStale, Culprit = "wrist", Mode = ControlMode.Holding, Advice = "Check the camera's cable." };
        await using var server = await FakeRobot.ServeAsync(new FakeRobot { StartFailure = WithDetails(StatusCode.FailedPrecondition, info) });

        var run = await CliRun.RunAsync(server.Address, "tasks", "start", "--text", "cube");

        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains("refused: Check the camera's cable.", run.Error, StringComparison.Ordinal);
        Assert.Contains("camera stale (wrist)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_BadFields_AreListed()
    {
        var first = new BadField { Field = "goal.pose.positions[1]", Expected = "finite", Actual = "NaN" };
        var second = new BadField { Field = "policy", Expected = "a package", Actual = "x" };
        await using var server = await FakeRobot.ServeAsync(new FakeRobot { StartFailure = WithDetails(StatusCode.InvalidArgument, first, second) });

        var run = await CliRun.RunAsync(server.Address, "tasks", "start", "--text", "cube", "--json");

        Assert.Equal(ExitCode.Refused, run.Code);
        using var error = System.Text.Json.JsonDocument.Parse(run.Error);
        var fields = error.RootElement.GetProperty("error").GetProperty("bad_fields");
        Assert.Equal(["goal.pose.positions[1]", "policy"], fields.EnumerateArray().Select(field => field.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task LeaseLost_WhileFollowing_IsSaidLoudly()
    {
        var robot = new FakeRobot { LoseLeaseAtBeat = 2, TaskStates = [], TaskNeverEnds = true };
        await using var server = await FakeRobot.ServeAsync(robot);

        var run = await CliRun.RunAsync(server.Address, "run", "cube");

        Assert.Equal(ExitCode.NotAuthorised, run.Code);
        Assert.Contains("THE LEASE IS LOST: boris (robotctl@bench-2) took it over", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("ReleaseLease", robot.Calls);
    }

    [Fact]
    public async Task LeaseLost_WhileJogging_EndsTheStream()
    {
        var robot = new FakeRobot { LoseLeaseAtBeat = 2 };
        await using var server = await FakeRobot.ServeAsync(robot);

        var run = await CliRun.RunAsync(server.Address, "intervene", "jog", "shoulder=0.1", "--for", "30");

        Assert.Equal(ExitCode.NotAuthorised, run.Code);
        Assert.Contains("THE LEASE IS LOST", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Stream completed", robot.Calls);
    }

    [Fact]
    public async Task Jog_RobotStaysIdle_IsRefused()
    {
        await using var server = await FakeRobot.ServeAsync(new FakeRobot { ModeOfHuman = ControlMode.Idle });

        var run = await CliRun.RunAsync(server.Address, "intervene", "jog", "shoulder=0.1", "--for", "0.1");

        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains("did not let itself be taken over", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Camera_WithoutPictures_IsRefusedInTime()
    {
        await using var server = await FakeRobot.ServeAsync(new FakeRobot { Delay = TimeSpan.FromSeconds(30) });

        var run = await CliRun.RunAsync(server.Address, "camera", "front", "-o", "/tmp/never-written.jpg", "--timeout", "0.3");

        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains("the camera front delivered no picture", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Task_ThatFails_HasItsOwnExitCode()
    {
        await using var server = await FakeRobot.ServeAsync(new FakeRobot { TaskStates = [TaskState.Held, TaskState.Failed] });

        var run = await CliRun.RunAsync(server.Address, "run", "cube");

        Assert.Equal(ExitCode.TaskFailed, run.Code);
        Assert.Contains("failed: non finite action", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heartbeats_OfALongCommand_KeepComing()
    {
        var robot = new FakeRobot();
        await using var server = await FakeRobot.ServeAsync(robot);

        await CliRun.RunAsync(server.Address, "intervene", "jog", "shoulder=0.1", "--for", "0.7");

        // The lease lapses after 0.3 s, so that at most 0.1 s lie between two signs of life.
        Assert.InRange(robot.Calls.Count(call => call == $"Heartbeat {FakeRobot.LeaseId}"), 3, 20);
    }

    [Theory]
    [InlineData("stop", "StopTask task-1")]
    [InlineData("pause", "PauseTask task-1")]
    [InlineData("keep", "ReleaseLease keep_running")]
    public async Task Interrupt_WithoutATerminal_DoesWhatWasSaid(string choice, string call)
    {
        var robot = new FakeRobot { TaskStates = [], TaskNeverEnds = true };
        await using var server = await FakeRobot.ServeAsync(robot);
        var run = new CliRun();

        var running = run.StartAsync(server.Address, "run", "cube", "--on-interrupt", choice);
        Wait.Until(() => run.Out.Contains("running", StringComparison.Ordinal), () => "the task was not followed");
        Assert.True(run.Interrupts.Signal());
        await running;

        Assert.Equal(ExitCode.Interrupted, run.Code);
        Assert.Contains(call, robot.Calls);
    }

    [Fact]
    public async Task Interrupt_OnATerminal_PausesAsksAndGoesOn()
    {
        var robot = new FakeRobot { TaskStates = [], TaskNeverEnds = true };
        await using var server = await FakeRobot.ServeAsync(robot);
        var run = new CliRun { IsTerminal = true, In = new StringReader("c\ns\n") };

        var running = run.StartAsync(server.Address, "run", "cube");
        Wait.Until(() => run.Out.Contains("running", StringComparison.Ordinal), () => "the task was not followed");
        Assert.True(run.Interrupts.Signal());
        Wait.Until(() => robot.Calls.Count(call => call == "WatchTask task-1") == 2, () => "it did not go on");
        Assert.Contains("ResumeTask task-1", robot.Calls);
        Assert.True(run.Interrupts.Signal());
        await running;

        Assert.Equal(ExitCode.Interrupted, run.Code);
        Assert.Equal(2, robot.Calls.Count(call => call == "PauseTask task-1"));
        Assert.Contains("StopTask task-1", robot.Calls);
    }

    [Fact]
    public async Task Interrupt_WhileWatching_LeavesTheTaskAlone()
    {
        var robot = new FakeRobot { TaskStates = [], TaskNeverEnds = true };
        await using var server = await FakeRobot.ServeAsync(robot);
        var run = new CliRun();

        var running = run.StartAsync(server.Address, "tasks", "watch", "task-1");
        Wait.Until(() => run.Out.Contains("running", StringComparison.Ordinal), () => "the task was not watched");
        run.Interrupts.Signal();
        await running;

        Assert.Equal(ExitCode.Interrupted, run.Code);
        Assert.Contains("goes on without this terminal", run.Error, StringComparison.Ordinal);
        Assert.Equal(["WatchTask task-1"], robot.Calls);
    }

    [Fact]
    public async Task Interrupt_WhileHoldingTheLease_GivesItBack()
    {
        var robot = new FakeRobot();
        await using var server = await FakeRobot.ServeAsync(robot);
        var run = new CliRun();

        var running = run.StartAsync(server.Address, "lease", "acquire", "--take-over");
        Wait.Until(() => run.Out.Contains("ROBOTCTL_LEASE=lease-7", StringComparison.Ordinal), () => "no lease was printed");
        run.Interrupts.Signal();
        await running;

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("AcquireLease take_over", robot.Calls);
        Assert.Contains("ReleaseLease", robot.Calls);
    }

    [Fact]
    public async Task Interrupt_OfAHeartbeat_EndsItInGoodOrder()
    {
        var robot = new FakeRobot();
        await using var server = await FakeRobot.ServeAsync(robot);
        var run = new CliRun();

        var running = run.StartAsync(server.Address, "heartbeat", "--lapse", "0.3");
        Wait.Until(() => robot.Calls.Contains("Heartbeat"), () => "no heartbeat came");
        run.Interrupts.Signal();
        await running;

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("Heartbeat end", robot.Calls);
    }

    [Fact]
    public async Task Tls_PinnedFingerprint_IsTheOnlyTrust()
    {
        using var certificate = TestCertificate.Create();
        await using var server = await FakeRobot.ServeAsync(new FakeRobot(), certificate);
        var pin = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(certificate.RawData));

        var trusted = await CliRun.RunAsync(server.Address, "whoami", "--fingerprint", pin);
        var other = await CliRun.RunAsync(server.Address, "whoami", "--fingerprint", new string('0', 64));
        var unknown = await CliRun.RunAsync(server.Address, "whoami");

        Assert.Equal(ExitCode.Ok, trusted.Code);
        Assert.Equal(ExitCode.Unreachable, other.Code);
        Assert.Contains("certificate is not trusted", other.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Unreachable, unknown.Code);
    }

    [Fact]
    public async Task Tls_OwnAuthority_IsTrustedAndNoOther()
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority();
        using var certificate = authority.Issue("robot");
        await using var server = await FakeRobot.ServeAsync(new FakeRobot(), certificate);
        var folder = Directory.CreateTempSubdirectory("robotctl");
        try
        {
            var ours = Path.Combine(folder.FullName, "ours.pem");
            var theirs = Path.Combine(folder.FullName, "theirs.pem");
            await File.WriteAllTextAsync(ours, authority.Certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(theirs, stranger.Certificate.ExportCertificatePem());

            var trusted = await CliRun.RunAsync(server.Address, "whoami", "--ca", ours);
            var untrusted = await CliRun.RunAsync(server.Address, "whoami", "--ca", theirs);

            Assert.Equal(ExitCode.Ok, trusted.Code);
            Assert.Equal(ExitCode.Unreachable, untrusted.Code);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // As google.rpc.Status: 1 code, 2 message, 3 details.
    private static RpcException WithDetails(StatusCode code, params IMessage[] details)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
        {
            output.WriteTag(1, WireFormat.WireType.Varint);
            output.WriteInt32((int)code);
            output.WriteTag(2, WireFormat.WireType.LengthDelimited);
            output.WriteString("see the details");
            foreach (var detail in details)
            {
                output.WriteTag(3, WireFormat.WireType.LengthDelimited);
                output.WriteMessage(Any.Pack(detail));
            }
        }

        return new RpcException(new Status(code, "see the details"), new Metadata { { "grpc-status-details-bin", buffer.ToArray() } });
    }
}
