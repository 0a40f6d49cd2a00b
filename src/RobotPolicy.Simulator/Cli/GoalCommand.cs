using System.CommandLine;
using System.Globalization;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Rendering;

namespace RobotPolicy.Simulator.Cli;

/// <summary><c>goal</c>: the finished scene as the front camera would see it, to tell a policy what is wanted.</summary>
internal static class GoalCommand
{
    /// <summary>Builds the subcommand.</summary>
    internal static Command Create()
    {
        var scene = CommonOptions.Scene(ShippedScenes.ThreeDiscs);
        var seed = CommonOptions.Seed(1);
        var shadow = CommonOptions.ShadowSize();
        var goal = new Option<string>("--goal") { Description = "Disc that the cube lies on; the scene's first if left out.", HelpName = "NAME" };
        var output = new Option<FileInfo>("--out") { Description = "PNG file to write.", Required = true, HelpName = "FILE.png" };
        var command = new Command(
            "goal",
            "Write the front camera's picture of the finished scene. Prints, as one line of JSON, the picture's size and where the disc\n"
            + "is in it: x, y, radius_x, radius_y in pixels from the centre of the upper left one.")
        {
            goal, seed, output, shadow, scene,
        };
        command.SetAction(result => Run(
            result.GetValue(scene)!, result.GetValue(goal), result.GetValue(seed), result.GetValue(shadow), result.GetValue(output)!.FullName));
        return command;
    }

    private static int Run(string scenePath, string? name, int seed, int shadowSize, string path)
    {
        using var context = GlContext.Create();
        using var environment = new PickPlaceEnvironment(scenePath);
        var goal = name is null ? 0 : environment.Layout.FindGoal(name);
        if (goal < 0)
            throw new SimulatorException($"--goal is {name}; expected {environment.Layout.DescribeGoals()}.");
        using var rig = new CameraRig(scenePath, CameraDefaults.Width, CameraDefaults.Height, shadowSize);
        var view = new GoalView(environment, rig);
        view.Capture(environment, seed, goal);
        PngWriter.Write(path, view.Picture, CameraDefaults.Width, CameraDefaults.Height);
        var disc = view.Disc(goal);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"goal\":\"{environment.Layout.Goals[goal].Name}\",\"width\":{CameraDefaults.Width},\"height\":{CameraDefaults.Height},\"x\":{disc.X:F2},\"y\":{disc.Y:F2},\"radius_x\":{disc.RadiusX:F2},\"radius_y\":{disc.RadiusY:F2}}}"));
        return 0;
    }
}
