using RobotPolicy.Cli.Output;
using RobotPolicy.IntegrationTests.Cli;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.Simulator.Fake;

namespace RobotPolicy.IntegrationTests.Hardware;

/// <summary><c>robotctl hardware</c> against drivers on the wire.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class HardwareCheckWireTests : IDisposable
{
    private const string NoService = "http://127.0.0.1:9";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("robotpolicy-hardware");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("so101")]
    [InlineData("viperx_aloha")]
    [InlineData("ur5e")]
    [InlineData("franka_fr3")]
    [InlineData("xarm6")]
    [InlineData("simulator")]
    public async Task Check_OfAShippedProfileOnItsDriver_IsClean(string robot)
    {
        var domain = TestDomain.Claim();
        using var driver = new FakeRobotDriver(robot, domain);
        var run = await CheckAsync(driver.File, domain);
        Assert.True(run.Code == ExitCode.Ok, run.Out + run.Error);
        Assert.DoesNotContain(" problem ", run.Out, StringComparison.Ordinal);
        Assert.Contains("0 problems", run.Out, StringComparison.Ordinal);
        Assert.Equal(0, driver.Driver.AcceptedCount + driver.Driver.RejectedCount);
    }

    [Theory]
    [InlineData(nameof(FakeLies.Degrees), "positions", "in degrees")]
    [InlineData(nameof(FakeLies.Names), "joint names", "lacks shoulder_pan_joint")]
    [InlineData(nameof(FakeLies.Slow), "joint rate", "gaps of")]
    [InlineData(nameof(FakeLies.OffClock), "stamps", "1 h behind")]
    [InlineData(nameof(FakeLies.FrozenStamps), "stamps", "stand still")]
    [InlineData(nameof(FakeLies.Qos), "commands", "DURABILITY")]
    [InlineData(nameof(FakeLies.Qos), "stop input program running", "does not fit")]
    [InlineData(nameof(FakeLies.Types), "commands", "taken as std_msgs/msg/String")]
    [InlineData(nameof(FakeLies.Deaf), "commands", "nobody takes commands")]
    [InlineData(nameof(FakeLies.Twice), "publishers", "/joint_states has 2: /fake_driver, /fake_driver")]
    [InlineData(nameof(FakeLies.SilentStops), "stop input program running", "nobody publishes it")]
    [InlineData(nameof(FakeLies.Outside), "positions", "outside of the limits: shoulder_pan_joint")]
    [InlineData(nameof(FakeLies.Depth), "camera front", "16UC1")]
    public async Task Check_OfADriverThatLies_FindsItOut(string lie, string check, string found)
    {
        var domain = TestDomain.Claim();
        using var driver = new FakeRobotDriver("ur5e", domain, Enum.Parse<FakeLies>(lie));
        var run = await CheckAsync(driver.File, domain, "--json");
        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains(
            run.Out.Split('\n'),
            line => line.Contains($"\"check\":\"{check}\",\"state\":\"problem\"", StringComparison.Ordinal) && line.Contains(found, StringComparison.Ordinal) && line.Contains("\"why\":", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_WithoutADriver_SaysThatNobodyIsThere()
    {
        var run = await CheckAsync(FakeRobotDriver.FileOf("ur5e"), TestDomain.Claim());
        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains("nobody is there", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ur5e")]
    [InlineData("viperx_aloha")]
    public async Task New_OnceFilledIn_LoadsAndPassesTheCheck(string robot)
    {
        var domain = TestDomain.Claim();
        using var driver = new FakeRobotDriver(robot, domain);
        var file = Path.Combine(_folder.FullName, "arm.yaml");
        var run = await CliRun.RunAsync(
            NoService, "hardware", "new", file, "--domain", $"{domain}", "--discovery", "loopback", "--seconds", "4", "--max-acceleration", "3", "--max-tracking-error", "0.3");
        Assert.True(run.Code == ExitCode.Ok, run.Error);
        var again = await CliRun.RunAsync(NoService, "hardware", "new", file, "--domain", $"{domain}", "--discovery", "loopback");
        Assert.Equal(ExitCode.Usage, again.Code);
        Assert.Contains("--force", again.Error, StringComparison.Ordinal);

        var order = string.Join(", ", driver.Profile.Commands[0].Names);
        await File.WriteAllTextAsync(
            file, (await File.ReadAllTextAsync(file)).Replace("FILL_IN_ORDER", order, StringComparison.Ordinal).Replace("FILL_IN", "1", StringComparison.Ordinal));
        var check = await CheckAsync(file, domain);
        Assert.True(check.Code == ExitCode.Ok, check.Out + check.Error);
    }

    private static Task<CliRun> CheckAsync(string file, uint domain, params string[] more) =>
        CliRun.RunAsync(NoService, ["hardware", "check", file, "--domain", $"{domain}", "--discovery", "loopback", "--seconds", "3", .. more]);
}
