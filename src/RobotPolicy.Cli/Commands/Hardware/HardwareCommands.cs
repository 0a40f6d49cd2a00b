using System.CommandLine;
using RobotPolicy.Cli.Connection;

namespace RobotPolicy.Cli.Commands.Hardware;

/// <summary><c>hardware</c>: profiles of robots, and the robots themselves. No service is asked.</summary>
internal static class HardwareCommands
{
    public static Command Build(CommandRunner runner) => new("hardware", """
        Hardware profiles, compared with or made from a robot that runs. Listens to the ROS 2 graph alone: publishes nothing, moves nothing,
        needs no service.

          robotctl hardware check hardware/ur5e.yaml
          robotctl hardware new hardware/my_arm.yaml
        """)
    {
        CheckCommand.Build(runner),
        NewCommand.Build(runner),
    };
}
