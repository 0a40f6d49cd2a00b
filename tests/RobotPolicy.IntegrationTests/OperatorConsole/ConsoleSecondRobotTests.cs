using Microsoft.Playwright;
using RobotPolicy.Api.V1;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Campaigns.Watching;
using RobotPolicy.Cli.Output;
using RobotPolicy.IntegrationTests.Cli;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.Hardware;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.OperatorConsole;

/// <summary>The console before another robot than the simulator's: two arms of seven joints each, on their driver without physics.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class ConsoleSecondRobotTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("robotpolicy-second-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task TwoArms_RunTheDemonstration_AndAreMovedByHandByTheirGroupsOfKeys()
    {
        var domain = TestDomain.Claim();
        using var driver = new FakeRobotDriver("viperx_aloha", domain);
        var policy = Path.Combine(_folder.FullName, "demo");
        Assert.Equal(ExitCode.Ok, (await CliRun.RunAsync("http://127.0.0.1:9", "policies", "demo", driver.File, policy)).Code);
        var setup = CampaignSetup.Find() with { Domain = domain, Hardware = driver.File, Policy = policy };
        using var process = await Programs.StartServiceAsync(setup, CancellationToken.None, "--console", "127.0.0.1:0", "--lease-timeout", "10");
        using var service = new ServiceClient(setup.Endpoint, TimeProvider.System);
        await using var browser = await ConsoleBrowser.StartAsync();
        await WaitAsync(service, state => state is { Mode: ControlMode.Idle, BlockedBy: StopCause.None }, "the robot to be ready");
        var page = await browser.OpenAsync(process.FindLine("Console at ")!);

        await page.GetByRole(AriaRole.Button, new() { Name = "Take control" }).ClickAsync();
        await Assertions.Expect(page.Locator(".joint")).ToHaveCountAsync(driver.Profile.Robot.Joints.Count);
        await page.GetByLabel("Ask whether the arm is clear").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await WaitAsync(service, state => state.Mode == ControlMode.Running, "the demonstration to run");

        await page.GetByRole(AriaRole.Button, new() { Name = "Take over" }).ClickAsync();
        await Assertions.Expect(page.Locator(".human.active")).ToBeVisibleAsync();
        await Pictures.TakeAsync(page, "second-robot");
        var seventh = (await service.StateAsync(CancellationToken.None)).Command[7];
        await page.Keyboard.PressAsync("Digit2");
        await page.Keyboard.DownAsync("Space");
        await page.Keyboard.DownAsync("KeyQ");
        await WaitAsync(service, state => Math.Abs(state.Command[7] - seventh) > 0.02, "the second arm's first joint to move");
        await page.Keyboard.UpAsync("KeyQ");
        await page.Keyboard.UpAsync("Space");
        await page.GetByRole(AriaRole.Button, new() { Name = "Hand back and hold" }).ClickAsync();
        await WaitAsync(service, state => state is { Mode: ControlMode.Holding, Standstill: true }, "the arms to be held");
        Assert.Equal(0, driver.Driver.RejectedCount);
    }

    private static Task<RobotState> WaitAsync(ServiceClient service, Func<RobotState, bool> condition, string what) =>
        service.WaitAsync(condition, what, CancellationToken.None);
}
