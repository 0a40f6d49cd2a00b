using System.Diagnostics;
using Microsoft.Playwright;
using RobotPolicy.Api.V1;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.IntegrationTests.CycloneDds;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.OperatorConsole;

/// <summary>The console's stop, and what becomes of the arm when the page is cut off.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class ConsoleStopTests
{
    [Fact]
    public async Task Stop_IsTakenByButtonKeyAndWithoutScript()
    {
        await using var rig = await ConsoleRig.StartAsync();
        var page = await rig.OpenAsync();
        var robotctl = new Robotctl(rig.Setup);
        await robotctl.RunAsync(CancellationToken.None, "tasks", "start", "--text", "put the cube on the blue disc");
        await Assertions.Expect(page.Locator(".mode")).ToHaveAttributeAsync("data-mode", "running");

        await page.Locator("#stop-button").ClickAsync();
        await rig.WaitAsync(state => state.Mode == ControlMode.ProtectiveStop, "the button's stop");
        await Assertions.Expect(page.Locator("#stop-answer")).ToContainTextAsync("protective stop");
        await ResumeAsync(rig, robotctl);

        await page.Keyboard.PressAsync("Escape");
        await rig.WaitAsync(state => state.Mode == ControlMode.ProtectiveStop, "the key's stop");
        await ResumeAsync(rig, robotctl);

        // The page's script hangs for good: the browser's own form is what is left to a viewer who opens the page anew.
        var bare = await rig.OpenAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        await bare.Locator("#stop-button").ClickAsync();
        await rig.WaitAsync(state => state.Mode == ControlMode.ProtectiveStop, "the form's stop");
    }

    [Fact]
    public async Task Connection_Cut_IsShownWithinASecond_AndTheArmIsHeldAndNothingGoesOnByItself()
    {
        await using var rig = await ConsoleRig.StartAsync();
        await using var network = new CuttableProxy(rig.Console);
        var page = await rig.OpenAsync(at: network.Address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Take control" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take over" }).ClickAsync();
        await rig.WaitAsync(state => state.Mode == ControlMode.Human, "the human in command");
        await Assertions.Expect(page.Locator(".human.active")).ToBeVisibleAsync();
        await page.Keyboard.DownAsync("Space");
        await page.Keyboard.DownAsync("KeyQ");
        var before = (await rig.StateAsync()).Command[0];
        await rig.WaitAsync(state => Math.Abs(state.Command[0] - before) > 0.02, "the arm to move");

        network.Cut();
        var cut = Stopwatch.GetTimestamp();
        await Assertions.Expect(page.Locator(".offline")).ToBeVisibleAsync();
        var shown = Stopwatch.GetElapsedTime(cut);
        var held = await rig.WaitAsync(state => state is { Mode: ControlMode.Holding, Standstill: true }, "the arm to be held");

        // The bar is a second; a machine that runs a browser, a renderer and a service on two cores is granted another one.
        Assert.InRange(shown.TotalSeconds, 0, 2);
        Assert.Contains(held.Cause, (StopCause[])[StopCause.HumanSilent, StopCause.SessionLapsed]);

        network.Mend();
        await Assertions.Expect(page.Locator(".offline")).ToBeHiddenAsync();
        var stood = (await rig.StateAsync()).Command[0];
        await Task.Delay(1000);
        Assert.Equal(stood, (await rig.StateAsync()).Command[0], 3);
        Assert.NotEqual(ControlMode.Human, (await rig.StateAsync()).Mode);
        rig.Forgive();
    }

    private static async Task ResumeAsync(ConsoleRig rig, Robotctl robotctl)
    {
        await rig.WaitAsync(state => state.Standstill, "the arm to stand");
        await robotctl.RunAsync(CancellationToken.None, "tasks", "resume");
        await rig.WaitAsync(state => state.Mode == ControlMode.Running, "the policy to run again");
    }
}
