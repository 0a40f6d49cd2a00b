using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Telemetry;

/// <summary><c>robot</c>: the hardware profile.</summary>
internal static class RobotCommand
{
    public static Command Build(CommandRunner runner)
    {
        var command = new Command("robot", """
            The robot as its hardware profile states it: joints with their limits, cameras.

              robotctl robot
            """);
        return runner.Bind(command, async (run, stop) =>
        {
            var robot = await run.Robot.Telemetry.GetRobotAsync(new GetRobotRequest(), run.Robot.Once(stop)).ConfigureAwait(false);
            run.Printer.Answer(robot, () => [Profile(robot), Joints(robot), Cameras(robot)]);
            return ExitCode.Ok;
        });
    }

    private static Sheet Profile(Robot robot) => new Sheet()
        .Field("robot", robot.Name, Tone.Bold)
        .Field("control rate", $"{Words.Number(robot.ControlRateHz, 0)} Hz");

    private static Sheet Joints(Robot robot)
    {
        var sheet = new Sheet("Joint", "Unit", "Min", "Max", "Max velocity", "Max acceleration") { Empty = "No joints." };
        foreach (var joint in robot.Joints)
        {
            sheet.Row(
                joint.Name,
                joint.Prismatic ? "m" : "rad",
                Words.Number(joint.MinPosition, 3),
                Words.Number(joint.MaxPosition, 3),
                Words.Number(joint.MaxVelocity, 3),
                Words.Number(joint.MaxAcceleration, 3));
        }

        return sheet;
    }

    private static Sheet Cameras(Robot robot)
    {
        var sheet = new Sheet("Camera", "Topic", "Stale after") { Empty = "No cameras." };
        foreach (var camera in robot.Cameras)
            sheet.Row(camera.Name, camera.Topic, Words.Seconds(camera.TimeoutS));
        return sheet;
    }
}
