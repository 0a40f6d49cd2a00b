using System.CommandLine;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Inference.Demonstration;

namespace RobotPolicy.Cli.Commands.Policies;

/// <summary><c>policies demo</c>: a package to try a robot with that has no trained policy yet.</summary>
internal static class DemoCommand
{
    public static Command Build(CommandRunner runner)
    {
        var robot = new Argument<string>("robot") { Description = "Hardware profile (YAML); it has to have a safe_pose." };
        var folder = new Argument<string>("folder") { Description = "Folder to make." };
        var command = new Command("demo", """
            Write a demonstration package for a robot that has no trained policy yet: it brings the arm to its safe pose, in a straight line
            in joint space that knows no obstacles, and moves each joint gently about it. It has learned nothing and sees no picture.

              robotctl policies demo hardware/ur5e.yaml packages/demo
              robotpolicy-server run --hardware hardware/ur5e.yaml --policy packages/demo
            """) { robot, folder };
        return LocalFiles.Bind(runner, command, (run, _) =>
        {
            var description = FolderCommand.ReadRobot(run.Parsed.GetRequiredValue(robot))!;
            var path = run.Parsed.GetRequiredValue(folder);
            if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
                throw CommandException.Usage($"{path} is not empty.");
            if (description.SafePose is null)
                throw new CommandException(ExitCode.Refused, $"{run.Parsed.GetRequiredValue(robot)} has no safe_pose, about which the joints are to move.");
            DemonstrationPackage.Write(description, path);
            if (run.Printer.Json)
                run.Printer.Object(json =>
                {
                    json.WriteStartObject();
                    json.WriteString("folder", path);
                    json.WriteEndObject();
                });
            run.Printer.Line($"{path} moves {description.Name} about its safe pose, {DemonstrationPackage.ChunkSize * DemonstrationPackage.Interval.TotalSeconds:0} s a round.", Tone.Good);
            return ExitCode.Ok;
        });
    }
}
