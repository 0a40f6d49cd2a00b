using System.CommandLine;
using System.Globalization;
using RobotPolicy.Simulator.Demonstrations;
using RobotPolicy.Simulator.Rendering;

namespace RobotPolicy.Simulator.Cli;

/// <summary><c>generate</c>: demonstrations for training, faster than real time.</summary>
internal static class GenerateCommand
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(5);

    /// <summary>Builds the subcommand.</summary>
    internal static Command Create()
    {
        var scene = CommonOptions.Scene();
        var episodes = CommonOptions.Episodes(220);
        var seed = CommonOptions.Seed(0);
        var size = CommonOptions.Size();
        var shadow = CommonOptions.ShadowSize();
        var pushes = CommonOptions.Ranged("--push-share", "Share of episodes in which the tool is pushed aside once or twice.", 0.7, 0.0, 1.0);
        var age = CommonOptions.Ranged("--camera-age-ms", "Pictures are up to this much older than the joint state.", 50.0, 0.0, 50.0);
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder to write.", Required = true, HelpName = "DIR" };
        var command = new Command(
            "generate",
            "Record demonstrations of the scripted expert, faster than real time. The same options give the same bytes.\nThe folder holds:\n"
            + $"{DemonstrationWriter.LayoutDescription}\n{DemonstrationWriter.GoalDescription}")
        {
            episodes, seed, output, size, pushes, age, shadow, scene,
        };
        command.SetAction(result => Run(
            result.GetValue(scene)!,
            result.GetValue(output)!.FullName,
            result.GetValue(episodes),
            result.GetValue(seed),
            new DemonstrationOptions
            {
                Size = result.GetValue(size),
                ShadowSize = result.GetValue(shadow),
                PushShare = result.GetValue(pushes),
                CameraAge = TimeSpan.FromMilliseconds(result.GetValue(age)),
            }));
        return command;
    }

    private static int Run(string scenePath, string folder, int episodes, int firstSeed, DemonstrationOptions options)
    {
        using var context = GlContext.Create();
        using var generator = new DemonstrationGenerator(scenePath, options);
        using var writer = new DemonstrationWriter(folder, generator.Goals);
        var demonstration = new Demonstration();
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        var reported = start;
        var failures = 0;
        for (int done = 0, seed = firstSeed; done < episodes; seed++)
        {
            if (generator.Record(seed, demonstration))
            {
                writer.Add(demonstration);
                done++;
            }
            else
            {
                Console.Error.WriteLine($"seed {seed}: the expert failed; the episode is left out");
                if (++failures > 10 + (episodes / 2))
                    throw new SimulatorException($"The expert failed {failures} times; the scene does not fit the task.");
            }

            if (done == episodes || clock.GetElapsedTime(reported) >= ReportInterval)
            {
                reported = clock.GetTimestamp();
                var elapsed = clock.GetElapsedTime(start);
                var left = done == 0 ? TimeSpan.Zero : elapsed * (episodes - done) / done;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{done}/{episodes} episodes, {writer.FrameCount} frames, {elapsed:mm\\:ss} elapsed, {left:mm\\:ss} left"));
            }
        }

        writer.Complete(firstSeed, options);
        return 0;
    }
}
