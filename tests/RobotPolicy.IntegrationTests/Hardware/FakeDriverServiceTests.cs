using System.Text.Json;
using System.Text.RegularExpressions;
using RobotPolicy.Cli.Output;
using RobotPolicy.IntegrationTests.Cli;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.Loop;

namespace RobotPolicy.IntegrationTests.Hardware;

/// <summary>The service on the driver of each shipped robot.</summary>
[Collection(NativeWireCollection.Name)]
public sealed partial class FakeDriverServiceTests : IDisposable
{
    private const double Near = 0.03;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("robotpolicy-fake");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("so101", "shoulder_pan", 0.1)]
    [InlineData("viperx_aloha", "right_waist", 0.1)]
    [InlineData("ur5e", "wrist_1_joint", 0.1)]
    [InlineData("franka_fr3", "fr3_joint4", -0.1)]
    [InlineData("xarm6", "joint5", 0.1)]
    public async Task Service_OnAShippedRobot_SeesIt_AndAHumanMovesItAndBack(string robot, string joint, double velocity)
    {
        var domain = TestDomain.Claim();
        using var driver = new FakeRobotDriver(robot, domain);
        var policy = Path.Combine(_folder.FullName, "demo");
        var demo = await CliRun.RunAsync("http://127.0.0.1:9", "policies", "demo", driver.File, policy);
        Assert.True(demo.Code == ExitCode.Ok, demo.Error);
        var valid = await CliRun.RunAsync("http://127.0.0.1:9", "policies", "validate", policy, "--robot", driver.File);
        Assert.True(valid.Code == ExitCode.Ok, valid.Out);
        using var service = ProgramProcess.StartServiceWith(
            "run", "--hardware", driver.File, "--policy", policy, "--domain", $"{domain}", "--discovery", "loopback", "--listen", "127.0.0.1:0", "--lease-timeout", "20");
        var address = "";
        Wait.Until(() => (address = AddressOf(service)).Length > 0, () => service.Describe("does not listen"));
        await SeesAsync(service, address, driver);
        var place = driver.Profile.Robot.IndexOfJoint(joint);
        var before = driver.Positions;

        var there = before[place] + velocity;
        await DriveAsync(service, address, driver, joint, there);
        Assert.InRange(driver.Positions[place], driver.Profile.Robot.Joints[place].MinPosition, driver.Profile.Robot.Joints[place].MaxPosition);
        await DriveAsync(service, address, driver, joint, before[place]);

        Assert.Equal(0, driver.Driver.RejectedCount);
        var after = driver.Positions;
        for (var other = 0; other < after.Length; other++)
            Assert.InRange(after[other] - before[other], -Near, Near);
    }

    [Fact]
    public async Task Task_OfTheDemonstration_MovesBothArmsWithinTheirLimits()
    {
        var domain = TestDomain.Claim();
        using var driver = new FakeRobotDriver("viperx_aloha", domain);
        var policy = Path.Combine(_folder.FullName, "demo");
        Assert.Equal(ExitCode.Ok, (await CliRun.RunAsync("http://127.0.0.1:9", "policies", "demo", driver.File, policy)).Code);
        using var service = ProgramProcess.StartServiceWith(
            "run", "--hardware", driver.File, "--policy", policy, "--domain", $"{domain}", "--discovery", "loopback", "--listen", "127.0.0.1:0", "--lease-timeout", "20");
        var address = "";
        Wait.Until(() => (address = AddressOf(service)).Length > 0, () => service.Describe("does not listen"));
        await SeesAsync(service, address, driver);
        var before = driver.Positions;
        var start = await CliRun.RunAsync(address, "tasks", "start", "--text", "show");
        Assert.True(start.Code == ExitCode.Ok, start.Error + start.Out);
        Wait.Until(
            () => driver.Positions.Zip(before).Count(pair => Math.Abs(pair.First - pair.Second) > 0.002) >= 12,
            () => service.Describe($"does not move both arms: {string.Join(" ", driver.Positions.Zip(before).Select(pair => $"{pair.First - pair.Second:0.000}"))}"));
        var stop = await CliRun.RunAsync(address, "stop");
        Assert.Equal(ExitCode.Ok, stop.Code);
        Assert.Equal(0, driver.Driver.RejectedCount);
    }

    /// <summary>Jogs a joint to a place. On a busy machine a human's commands may come late, which holds the arm before it is there: then again.</summary>
    private static async Task DriveAsync(ProgramProcess service, string address, FakeRobotDriver driver, string joint, double target)
    {
        const double speed = 0.1;
        const int tries = 20;
        var place = driver.Profile.Robot.IndexOfJoint(joint);
        for (var i = 0; i < tries; i++)
        {
            var way = target - driver.Positions[place];
            if (Math.Abs(way) < Near)
                return;
            var seconds = Math.Clamp(Math.Abs(way) / speed, 0.1, 2);
            await CliRun.RunAsync(
                address, "intervene", "jog", FormattableString.Invariant($"{joint}={Math.Sign(way) * speed}"), "--for", FormattableString.Invariant($"{seconds:0.##}"));
            await Task.Delay(TimeSpan.FromSeconds(0.2));
        }

        Assert.Fail(service.Describe($"does not move {joint} to {target}; it is at {driver.Positions[place]}"));
    }

    /// <summary>Waits until the service says by itself that nothing is missing but a task, and that its topics are heard.</summary>
    private static async Task SeesAsync(ProgramProcess service, string address, FakeRobotDriver driver)
    {
        var robot = await CliRun.RunAsync(address, "robot", "--json");
        Assert.Equal(ExitCode.Ok, robot.Code);
        using var description = JsonDocument.Parse(robot.Out);
        Assert.Equal(driver.Profile.Robot.Name, description.RootElement.GetProperty("name").GetString());
        var topics = driver.Profile.ObservedTopics.Concat(driver.Profile.StopInputs.Select(input => input.Topic)).Concat(driver.Profile.Commands.Select(commands => commands.Topic));
        foreach (var topic in topics)
            Wait.Until(() => service.Errors.Any(line => line.EndsWith($"{topic}: matched 1", StringComparison.Ordinal)), () => service.Describe($"does not meet anybody on {topic}"));
    }

    private static string AddressOf(ProgramProcess service) =>
        service.Errors.Select(line => Address().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value ?? "";

    [GeneratedRegex(@"API at (http://[0-9.:]+);")]
    private static partial Regex Address();
}
