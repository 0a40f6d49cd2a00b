using System.CommandLine;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Datasets;

namespace RobotPolicy.Cli.Commands.Datasets;

/// <summary><c>datasets</c>: LeRobot datasets on this machine's disk. No service is asked.</summary>
internal static class DatasetCommands
{
    public static Command Build(CommandRunner runner) => new("datasets", """
        LeRobot datasets (version 3.0) on this machine. Needs no service and no Python; nothing moves.

          robotctl datasets info ./pick_cube
          robotctl datasets check ./pick_cube
          robotctl datasets cat ./pick_cube --episode 3 --columns timestamp,action > episode3.csv

        A dataset is a folder with meta/info.json. `robotctl import` makes a ROS 2 recording of one.
        """)
    {
        Info(runner),
        Check(runner),
        CatCommand.Build(runner),
    };

    /// <summary>The argument that names a dataset.</summary>
    public static Argument<string> Folder() => new("dir") { Description = "Folder of the dataset, with meta/info.json in it." };

    private static Command Info(CommandRunner runner)
    {
        var folder = Folder();
        return LocalFiles.Bind(runner, new Command("info", "What is in a dataset: features, episodes, tasks, cameras.") { folder }, (run, _) =>
        {
            using var reader = DatasetReader.Open(run.Parsed.GetRequiredValue(folder));
            if (run.Printer.Json)
                run.Printer.Object(json => DatasetText.Write(json, reader));
            else
                run.Printer.Sheets(DatasetText.Sheets(reader));
            return ExitCode.Ok;
        });
    }

    private static Command Check(CommandRunner runner)
    {
        var folder = Folder();
        var command = new Command("check", """
            Look through a whole dataset; exit code 1 if something is wrong, with every problem on a line.

            Checked are the form of info.json, the columns of every file, counts, indices and timestamps of every frame, that every frame
            has a picture of each camera at its time, and the statistics, which are computed anew.
            """) { folder };
        return LocalFiles.Bind(runner, command, (run, stop) =>
        {
            var problems = Bar.Show(run, "checking", told => DatasetValidator.Check(run.Parsed.GetRequiredValue(folder), told, stop));
            foreach (var problem in problems)
            {
                if (run.Printer.Json)
                {
                    run.Printer.Object(json =>
                    {
                        json.WriteStartObject();
                        json.WriteString("problem", problem);
                        json.WriteEndObject();
                    });
                }

                run.Printer.Line(problem, Tone.Bad);
            }

            if (problems.Count > 0)
                return ExitCode.Refused;
            run.Printer.Line("The dataset is sound.", Tone.Good);
            return ExitCode.Ok;
        });
    }
}
