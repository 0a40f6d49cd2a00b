using Microsoft.Playwright;
using RobotPolicy.Api.V1;
using RobotPolicy.IntegrationTests.CycloneDds;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.OperatorConsole;

/// <summary>Moving the arm by hand from the console: what is let go stands.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class ConsoleDrivingTests
{
    [Fact]
    public async Task Sliders_MoveAJointWhileTheyAreHeld_AndABackgroundTabMovesNothing()
    {
        await using var rig = await ConsoleRig.StartForDrivingAsync();
        var page = await rig.OpenAsync();
        await TakeOverAsync(rig, page);
        var slider = page.Locator(".jog").First;
        var box = (await slider.BoundingBoxAsync())!;
        var before = (await rig.StateAsync()).Command[0];

        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.9f), box.Y + (box.Height / 2));
        await rig.WaitAsync(state => state.Command[0] > before + 0.02, "the slider to move the joint");
        await page.Mouse.UpAsync();
        await rig.WaitAsync(state => state.Standstill, "the arm to stand when the slider is let go");
        Assert.Equal("0", await slider.InputValueAsync());

        await page.Keyboard.DownAsync("Space");
        await page.Keyboard.DownAsync("KeyQ");
        await rig.WaitAsync(state => !state.Standstill, "the key to move the joint");
        await page.EvaluateAsync("dispatchEvent(new Event('blur'))");
        await rig.WaitAsync(state => state is { Standstill: true, Mode: ControlMode.Human }, "the arm to stand when nobody looks");
    }

    [Fact]
    public async Task GamePad_MovesJointsWhileItsShoulderButtonIsHeld()
    {
        await using var rig = await ConsoleRig.StartForDrivingAsync();
        var page = await rig.OpenAsync();
        await page.EvaluateAsync(
            """
            window.pad = { id: "test pad", index: 0, connected: true, mapping: "standard", axes: [0, 0, 0, 0],
              buttons: Array.from({ length: 17 }, () => ({ pressed: false, value: 0 })) };
            navigator.getGamepads = () => [window.pad];
            """);
        await TakeOverAsync(rig, page);
        var before = (await rig.StateAsync()).Command.ToArray();

        // The stick alone moves nothing.
        await page.EvaluateAsync("window.pad.axes[0] = 1");
        await Task.Delay(300);
        Assert.Equal(before[0], (await rig.StateAsync()).Command[0], 4);

        await page.EvaluateAsync("window.pad.buttons[4] = { pressed: true, value: 1 }");
        await rig.WaitAsync(state => state.Command[0] > before[0] + 0.02, "the stick to turn the waist");
        await page.EvaluateAsync("window.pad.axes[0] = 0; window.pad.buttons[6] = { pressed: true, value: 1 }");
        await rig.WaitAsync(state => state.Command[6] < before[6] - 0.002, "the trigger to close the gripper");

        // A pad that is unplugged is a hand that has let go.
        await page.EvaluateAsync("navigator.getGamepads = () => [null]");
        await rig.WaitAsync(state => state is { Standstill: true, Mode: ControlMode.Human }, "the arm to stand");
    }

    private static async Task TakeOverAsync(ConsoleRig rig, IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Take control" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take over" }).ClickAsync();
        await rig.WaitAsync(state => state.Mode == ControlMode.Human, "the human in command");
        await Assertions.Expect(page.Locator(".human.active")).ToBeVisibleAsync();
    }
}
