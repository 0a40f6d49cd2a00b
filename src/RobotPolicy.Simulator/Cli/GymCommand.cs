using System.CommandLine;
using RobotPolicy.Simulator.Demonstrations;
using RobotPolicy.Simulator.Rendering;

namespace RobotPolicy.Simulator.Cli;

/// <summary><c>gym</c>: the task over standard input and output, for closed-loop checks from a training script.</summary>
internal static class GymCommand
{
    /// <summary>Builds the subcommand.</summary>
    internal static Command Create()
    {
        var scene = CommonOptions.Scene();
        var size = CommonOptions.Size();
        var shadow = CommonOptions.ShadowSize();
        var command = new Command(
            "gym",
            "Serve the task over standard input and output, step by step.\n" + StdioGym.ProtocolDescription
            + "\nfor a controller in simulated time:\n" + ControlRequests.ProtocolDescription
            + "\n" + ControlRequests.PerturbationDescription)
        {
            size, shadow, scene,
        };
        command.SetAction(result =>
        {
            using var context = GlContext.Create();
            using var gym = new StdioGym(result.GetValue(scene)!, result.GetValue(size), result.GetValue(shadow));
            using var input = Console.OpenStandardInput();
            using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 17);
            gym.Serve(input, output);
            return 0;
        });
        return command;
    }
}
