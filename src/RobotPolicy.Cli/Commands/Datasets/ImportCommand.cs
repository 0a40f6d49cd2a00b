using System.CommandLine;
using RobotPolicy.Cli.Commands.Mcap;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Data.Datasets;
using RobotPolicy.Data.Datasets.Recordings;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Cli.Commands.Datasets;

/// <summary><c>import</c>: a dataset becomes a recording.</summary>
internal static class ImportCommand
{
    public static Command Build(CommandRunner runner)
    {
        var folder = DatasetCommands.Folder();
        var target = new Argument<string>("out.mcap") { Description = "The new recording." };
        var hardware = new Option<string?>("--hardware")
        {
            Description = "Robot's profile: names of joints by order, topics, and how commands and pictures are sent.", HelpName = "file.yaml",
        };
        var compression = new Option<McapCompression>("--compression") { Description = "None, Lz4 or Zstd.", DefaultValueFactory = _ => McapCompression.Lz4 };
        var command = new Command("import", """
            Make a ROS 2 recording of a LeRobot dataset. Needs no service; nothing moves.

              robotctl import ./pick_cube pick_cube.mcap --hardware hardware/simulator.yaml

            States become sensor_msgs/JointState, actions what the robot's commands are, and each camera a topic of pictures. Without a
            profile joints are named as in the dataset, without .pos, and topics are /joint_states,
            /forward_position_controller/commands and /camera/NAME/image_raw. Numbers are taken as they are: a dataset in degrees is no
            recording of a robot in radians. Episodes follow each other with a second between them, from 2020-01-01 on; a metadata record
            robotpolicy.episode tells of each.
            """) { folder, target, hardware, compression };
        return LocalFiles.Bind(runner, command, (run, stop) =>
        {
            using var reader = DatasetReader.Open(run.Parsed.GetRequiredValue(folder));
            var options = Options(reader, run.Parsed.GetValue(hardware));
            var path = run.Parsed.GetRequiredValue(target);
            var count = Bar.Show(run, "importing", told => NewFile.Write(path, stream =>
            {
                using var writer = new McapWriter(
                    stream, new McapWriteOptions { Profile = "ros2", Compression = run.Parsed.GetValue(compression) }, leaveOpen: true);
                var messages = DatasetImport.Write(reader, writer, options, told, stop);
                writer.Complete();
                return messages;
            }));
            if (run.Printer.Json)
            {
                run.Printer.Object(json =>
                {
                    json.WriteStartObject();
                    json.WriteNumber("episodes", reader.Episodes.Count);
                    json.WriteNumber("messages", count);
                    json.WriteEndObject();
                });
            }

            run.Printer.Line($"{reader.Episodes.Count} episodes are in {path} ({count} messages).", Tone.Good);
            return ExitCode.Ok;
        });
    }

    private static DatasetImportOptions Options(DatasetReader reader, string? file)
    {
        var plain = DatasetImportOptions.For(reader.Info);
        if (file is null)
            return plain;
        var errors = new List<string>();
        var profile = HardwareProfileLoader.Load(file, errors) ?? throw new CommandException(ExitCode.Refused, string.Join(Environment.NewLine, errors));
        var cameras = profile.Robot.Cameras.ToDictionary(camera => camera.Name, StringComparer.Ordinal);
        var missing = cameras.Keys.Except(plain.Cameras.Select(camera => DatasetImportOptions.ShortName(camera.Key))).ToList();
        if (missing.Count > 0)
            throw new CommandException(ExitCode.Refused, $"{file} has cameras that the dataset lacks: {string.Join(", ", missing)}. The dataset has {string.Join(", ", plain.Cameras.Select(camera => camera.Key))}.");
        if (profile.JointStates is not [var states] || profile.Commands is not [var commands])
            throw new CommandException(ExitCode.Refused, $"{file} has several topics of joint states or commands; a dataset is imported onto one of each. Leave --hardware out, and the topics have their usual names.");
        return new DatasetImportOptions
        {
            JointNames = [.. states.Names],
            JointStatesTopic = states.Topic,
            CommandTopic = commands.Topic,
            CommandsAreTrajectories = commands.Interface == CommandInterface.JointTrajectory,
            TimeFromStart = commands.TimeFromStart,
            Cameras =
            [
                .. plain.Cameras.Select(camera => cameras.TryGetValue(DatasetImportOptions.ShortName(camera.Key), out var known)
                    ? camera with { Topic = known.Topic, Compressed = known.Compressed }
                    : camera),
            ],
        };
    }
}
