using System.CommandLine;
using RobotPolicy.Simulator.Expert;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Rendering;

namespace RobotPolicy.Simulator.Cli;

/// <summary><c>snapshot</c>: both cameras side by side as a PNG, after some ticks of the expert.</summary>
internal static class SnapshotCommand
{
    /// <summary>Builds the subcommand.</summary>
    internal static Command Create()
    {
        var scene = CommonOptions.Scene();
        var seed = CommonOptions.Seed(1);
        var steps = CommonOptions.Ranged("--steps", "Ticks of 0.05 s that the scripted expert works before the picture.", 0, 0, 400);
        var shadow = CommonOptions.ShadowSize();
        var goal = CommonOptions.Ranged("--goal", "Number of the disc that the expert brings the cube to, in the scene's order.", 0, 0, 100);
        var output = new Option<FileInfo>("--out") { Description = "PNG file to write.", Required = true, HelpName = "FILE.png" };
        var osMesa = new Option<bool>("--osmesa") { Description = "Draw with OSMesa instead of EGL; the pictures are the same." };
        var command = new Command("snapshot", "Write a picture of both cameras.") { seed, goal, steps, output, osMesa, shadow, scene };
        command.SetAction(result => Run(
            result.GetValue(scene)!, result.GetValue(seed), result.GetValue(goal), result.GetValue(steps), result.GetValue(shadow), result.GetValue(osMesa), result.GetValue(output)!.FullName));
        return command;
    }

    private static int Run(string scenePath, int seed, int goal, int steps, int shadowSize, bool osMesa, string path)
    {
        using var context = osMesa ? GlContext.CreateOsMesa() : GlContext.Create();
        using var environment = new PickPlaceEnvironment(scenePath);
        using var expert = new ScriptedExpert(environment);
        using var rig = new CameraRig(scenePath, CameraDefaults.Width, CameraDefaults.Height, shadowSize);
        if (goal >= environment.Layout.Goals.Length)
            throw new SimulatorException($"--goal is {goal}; the scene has {environment.Layout.Goals.Length}: {environment.Layout.DescribeGoals()}.");
        environment.Reset(seed, goal);
        expert.Reset();
        var command = new double[RobotNames.JointCount];
        for (var i = 0; i < steps; i++)
        {
            expert.Act(command);
            environment.StepTick(command);
        }

        rig.SetPositions(environment.Data.Positions);
        var count = RobotNames.Cameras.Length;
        var picture = new byte[rig.ImageLength];
        var row = rig.Width * 3;
        var sheet = new byte[count * rig.ImageLength];
        for (var camera = 0; camera < count; camera++)
        {
            rig.Render(camera, picture);
            for (var y = 0; y < rig.Height; y++)
                picture.AsSpan(y * row, row).CopyTo(sheet.AsSpan(((y * count) + camera) * row));
        }

        PngWriter.Write(path, sheet, rig.Width * count, rig.Height);
        Console.WriteLine($"{path}: {string.Join(", ", RobotNames.Cameras)}; {context.Description}; expert phase {expert.Phase}");
        return 0;
    }
}
