using Microsoft.Playwright;
using RobotPolicy.Api.V1;
using RobotPolicy.Campaigns.Goals;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.IntegrationTests.CycloneDds;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.OperatorConsole;

/// <summary>An operator's day in a real browser against the running demo: every act changes the robot as it says.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class ConsoleStoryTests
{
    [Fact]
    public async Task Story_StartByASketch_TakeOverInMidMotion_HandBack_Label_LookBack()
    {
        var runs = Directory.CreateTempSubdirectory("robotpolicy-console-").FullName;
        await using (var rig = await ConsoleRig.StartForDrivingAsync("--record", runs))
        {
            const int seed = 1004;
            await rig.Graph.ResetAsync(seed, CancellationToken.None, "blue");
            var page = await rig.OpenAsync();

            // Read-only until someone takes control.
            await Assertions.Expect(page.Locator(".camera canvas").First).ToBeVisibleAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Take over" })).ToBeDisabledAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Take control" }).ClickAsync();
            await Assertions.Expect(page.Locator("[data-holder=me]")).ToBeVisibleAsync();
            await Pictures.TakeAsync(page, "idle");

            await SketchAsync(rig, page, seed);

            // A policy that is moved by hand may see what it has never seen; here the operator decides, and is only told.
            await page.GetByLabel("If a failure is foreseen").SelectOptionAsync("tell me");
            await page.GetByRole(AriaRole.Button, new() { Name = "Start by the sketch" }).ClickAsync();

            // "Is the arm clear?": nothing moves before the answer.
            await Assertions.Expect(page.Locator(".question")).ToBeVisibleAsync();
            Assert.Equal(ControlMode.Idle, (await rig.StateAsync()).Mode);
            await page.Locator(".question button").First.ClickAsync();
            var running = await rig.WaitAsync(state => state.Mode == ControlMode.Running, "the policy to run");
            var task = await rig.Service.Tasks.GetTaskAsync(new GetTaskRequest { TaskId = running.TaskId });
            Assert.Equal(Goal.KindOneofCase.Sketch, task.Goal.KindCase);
            Assert.Equal("front", task.Goal.Sketch.Camera);
            await Assertions.Expect(page.Locator(".mode")).ToHaveAttributeAsync("data-mode", "running");

            // In the middle of the motion the human takes over; the arm stands until the dead-man switch is closed.
            await WaitForMotionAsync(rig);
            await page.GetByRole(AriaRole.Button, new() { Name = "Take over" }).ClickAsync();
            await rig.WaitAsync(state => state is { Mode: ControlMode.Human, Standstill: true }, "the arm to stand in the human's hand");
            await Assertions.Expect(page.Locator(".human.active")).ToBeVisibleAsync();
            await Pictures.TakeAsync(page, "human");
            await JogAsync(rig, page);

            await page.Keyboard.PressAsync("Enter");
            await rig.WaitAsync(state => state.Mode == ControlMode.Running, "the policy to go on");
            Wait(() => rig.Graph.Truth.Success, "the cube to be placed on the disc");
            Assert.Equal(seed, rig.Graph.Truth.Seed);
            await Pictures.TakeAsync(page, "placed");

            await page.GetByRole(AriaRole.Button, new() { Name = "Success" }).ClickAsync();
            await Assertions.Expect(page.Locator(".outcome [data-verdict=success]")).ToBeVisibleAsync();
            await rig.WaitAsync(state => state is { Mode: ControlMode.Idle, TaskId: "" }, "the task to be over");
            task = await rig.Service.Tasks.GetTaskAsync(new GetTaskRequest { TaskId = task.TaskId });
            Assert.Equal(Verdict.Success, task.Verdict.Verdict);
            Assert.True(task.Takeovers > 0);

            await LookBackAsync(page);
        }

        Directory.Delete(runs, recursive: true);
    }

    private static async Task SketchAsync(ConsoleRig rig, IPage page, int seed)
    {
        var picture = Path.GetTempFileName();
        var place = await JsonProgram.RunAsync(
            rig.Setup.Program("RobotPolicy.Simulator", "robotpolicy-simulator"),
            ["goal", "--scene", DiscGoals.Scene, "--goal", "blue", "--seed", $"{seed}", "--out", picture + ".png"],
            CancellationToken.None);
        File.Delete(picture);
        File.Delete(picture + ".png");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Sketch" }).ClickAsync();
        var canvas = page.Locator(".overlay[data-camera=front]");
        await canvas.ScrollIntoViewIfNeededAsync();
        var box = (await canvas.BoundingBoxAsync())!;
        var (width, height) = (place.GetProperty("width").GetDouble(), place.GetProperty("height").GetDouble());
        for (var i = 0; i <= 24; i++)
        {
            var angle = i * Math.Tau / 22;
            var x = place.GetProperty("x").GetDouble() + (0.8 * place.GetProperty("radius_x").GetDouble() * Math.Cos(angle));
            var y = place.GetProperty("y").GetDouble() + (0.8 * place.GetProperty("radius_y").GetDouble() * Math.Sin(angle));
            await page.Mouse.MoveAsync((float)(box.X + (x / width * box.Width)), (float)(box.Y + (y / height * box.Height)));
            if (i == 0)
                await page.Mouse.DownAsync();
        }

        await page.Mouse.UpAsync();
        await Assertions.Expect(page.GetByText("1 strokes on front")).ToBeVisibleAsync();
        await Pictures.TakeAsync(page, "sketch");
    }

    private static async Task WaitForMotionAsync(ConsoleRig rig)
    {
        var before = (await rig.StateAsync()).Measured.ToArray();
        await rig.WaitAsync(state => state.Measured.Zip(before, (now, then) => Math.Abs(now - then)).Max() > 0.25, "the policy to move the arm");
    }

    private static async Task JogAsync(ConsoleRig rig, IPage page)
    {
        var before = await rig.StateAsync();

        // A key without the dead-man switch moves nothing.
        await page.Keyboard.DownAsync("KeyA");
        await Task.Delay(300);
        Assert.Equal(before.Command[0], (await rig.StateAsync()).Command[0], 4);

        await page.Keyboard.DownAsync("Space");
        await rig.WaitAsync(state => state.Command[0] < before.Command[0] - 0.05, "the key to turn the waist");
        await page.Keyboard.UpAsync("Space");
        await page.Keyboard.UpAsync("KeyA");
        var stood = await rig.WaitAsync(state => state.Standstill, "the arm to stand when the switch opens");
        Assert.Equal(ControlMode.Human, stood.Mode);
    }

    private static async Task LookBackAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Replay" }).ClickAsync();

        // The recording is still being written, and is read as far as it is in the file: a label of a moment ago comes with a later look.
        var labelled = page.Locator(".labels-table .chip.success");
        for (var look = 0; look < 10 && !await labelled.IsVisibleAsync(); look++)
        {
            await page.Locator(".logs li a").First.ClickAsync();
            await Assertions.Expect(page.Locator(".lane .by-human").First).ToBeVisibleAsync();
            await Task.Delay(1000);
        }

        await Assertions.Expect(labelled).ToBeVisibleAsync();
        await page.Locator(".mark.kind-takeover").First.ClickAsync();
        await Assertions.Expect(page.Locator(".moment .camera img").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".decision .chip").First).ToContainTextAsync("human");
        await Pictures.TakeAsync(page, "replay");
    }

    private static void Wait(Func<bool> condition, string what) => Loop.Wait.Until(condition, () => $"Waited for {what}");
}
