using System.CommandLine;
using System.Globalization;
using RobotPolicy.Simulator.Expert;
using RobotPolicy.Simulator.PickPlace;

namespace RobotPolicy.Simulator.Cli;

/// <summary><c>expert</c>: how well the scripted expert solves the task, and how fast its joints move.</summary>
internal static class ExpertCommand
{
    /// <summary>Builds the subcommand.</summary>
    internal static Command Create()
    {
        var scene = CommonOptions.Scene();
        var episodes = CommonOptions.Episodes(50);
        var seed = CommonOptions.Seed(1000);
        var command = new Command("expert", "Measure the scripted expert. Exits with 1 if an episode fails.") { episodes, seed, scene };
        command.SetAction(result => Run(result.GetValue(scene)!, result.GetValue(episodes), result.GetValue(seed)));
        return command;
    }

    private static int Run(string scenePath, int episodes, int firstSeed)
    {
        using var environment = new PickPlaceEnvironment(scenePath);
        using var expert = new ScriptedExpert(environment);
        var trial = new ExpertTrial(environment, expert);
        var (succeeded, ticks) = (0, 0);
        var hash = PositionHash.Start;
        for (var seed = firstSeed; seed < firstSeed + episodes; seed++)
        {
            if (!Console.IsErrorRedirected)
                Console.Error.Write($"\r{seed - firstSeed} of {episodes}, {succeeded} succeeded\u001b[K");
            ticks += trial.Run(seed, seed % environment.Layout.Goals.Length);
            if (!Console.IsErrorRedirected)
                Console.Error.Write("\r\u001b[K");
            hash = PositionHash.Add(hash, environment.Data.Positions);
            if (environment.Succeeded)
                succeeded++;
            else
                Console.WriteLine($"seed {seed}: failed in phase {expert.Phase}, cube {environment.CubeDistanceMetres:F3} m from the disc. {environment.Fault}");
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"expert: {succeeded}/{episodes} succeeded, mean {ticks / (double)episodes:F1} ticks, state hash {hash:x16}"));
        Console.WriteLine($"fastest command per joint: {Join(trial.MaxSpeed)} rad/s (gripper m/s)");
        Console.WriteLine($"largest acceleration:      {Join(trial.MaxAcceleration)} rad/s² (gripper m/s²)");
        return succeeded == episodes ? 0 : 1;
    }

    private static string Join(double[] values) =>
        string.Join(" ", values.Select(value => value.ToString("F2", CultureInfo.InvariantCulture)));
}
