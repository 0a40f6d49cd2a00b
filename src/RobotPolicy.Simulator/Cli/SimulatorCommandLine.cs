using System.CommandLine;

namespace RobotPolicy.Simulator.Cli;

/// <summary>The program's command line.</summary>
internal static class SimulatorCommandLine
{
    /// <summary>Builds the root command, which runs the robot when no subcommand is named.</summary>
    internal static RootCommand Create()
    {
        var root = new RootCommand("A simulated robot arm with two cameras that picks up a cube, on ROS 2 topics. Without a command it runs the robot; `fake` is the driver of any other.")
        {
            RunCommand.Create(),
            GenerateCommand.Create(),
            ExpertCommand.Create(),
            GymCommand.Create(),
            SnapshotCommand.Create(),
            GoalCommand.Create(),
            FakeCommand.Create(),
        };
        RunCommand.Configure(root);
        return root;
    }
}
