using System.CommandLine;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Cli.Commands.Hardware.Writing;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Control.Hardware;

namespace RobotPolicy.Cli.Commands.Hardware;

/// <summary><c>hardware new</c>: a profile of what is heard.</summary>
internal static class NewCommand
{
    private const double MaxNumber = 1000;

    public static Command Build(CommandRunner runner)
    {
        var file = new Argument<string>("file") { Description = "Profile to write (YAML)." };
        var force = new Option<bool>("--force") { Description = "Replace a file that is there." };
        var states = new Option<string[]>("--joint-states")
        {
            Description = "Topic of joint states to take, several times for several arms. Default: all that are no copy of another.",
            HelpName = "topic",
            DefaultValueFactory = _ => [],
        };
        var acceleration = new Option<double?>("--max-acceleration") { Description = "Acceleration limit of all revolute joints, rad/s²; no message says it. Blank unless given.", HelpName = "a" };
        var tracking = new Option<double?>("--max-tracking-error") { Description = "Distance between command and measurement at which motion stops, of all revolute joints, rad. Blank unless given.", HelpName = "e" };
        var graph = new GraphOptions();
        var command = new Command("new", """
            Listen to a robot that runs and write a profile of it: joints and their order, who takes commands, cameras with timeouts from their
            rates, limits from a URDF on a robot_description topic. What nobody says is a blank that keeps the file from loading until you
            fill it in: limits are never guessed, nor is the order in which a controller takes an array. Publishes nothing, moves nothing.

              robotctl hardware new hardware/my_arm.yaml
              robotctl hardware new arms.yaml --joint-states /left/joint_states --joint-states /right/joint_states --seconds 10
              robotctl hardware new my_arm.yaml --max-acceleration 3 --max-tracking-error 0.25 --force
            """) { file, force, states, acceleration, tracking };
        graph.AddTo(command);
        return LocalFiles.Bind(runner, command, (run, stop) =>
        {
            var path = run.Parsed.GetRequiredValue(file);
            if (File.Exists(path) && !run.Parsed.GetValue(force))
                throw CommandException.Usage($"{path} exists already; --force replaces it.");
            var given = new GivenLimits(Positive(run, acceleration), Positive(run, tracking));
            var wanted = run.Parsed.GetValue(states) ?? [];
            var draft = ProfileDraft.Of(Hear(run, graph, stop), wanted);
            if (draft.Parts.Count == 0)
                throw new CommandException(ExitCode.Refused, Missing(draft, wanted, graph.Describe(run)));
            var text = new ProfileWriter(draft, given).Write(RobotName(path));
            File.WriteAllText(path, text);
            Tell(run, path, text, draft);
            return ExitCode.Ok;
        });
    }

    private static double? Positive(Invocation run, Option<double?> option) => run.Parsed.GetValue(option) switch
    {
        null => null,
        > 0 and <= MaxNumber and var value => value,
        _ => throw CommandException.Usage($"{option.Name}: expected more than 0, and at most {MaxNumber:0}."),
    };

    private static Heard Hear(Invocation run, GraphOptions graph, CancellationToken stop)
    {
        using var transport = graph.Open(run);
        using var listener = new GraphListener(transport, run.Terminal.Time);
        graph.Listen(run, listener.FollowAll, stop);
        return listener.Finish();
    }

    private static string Missing(ProfileDraft draft, string[] wanted, string where)
    {
        if (draft.Heard.Graph.Count == 0)
            return $"Nobody is on the ROS graph ({where}): start the driver, or give its --domain and --discovery.";
        var heard = draft.Heard.Joints.Keys.Order(StringComparer.Ordinal).ToList();
        return wanted.Length > 0 && heard.Count > 0
            ? $"No joint states were heard on {string.Join(", ", wanted)}. There are {string.Join(", ", heard)}."
            : $"No joint states were heard ({where}), but {draft.Heard.Graph.Count} endpoints of others. Start the robot's driver.";
    }

    private static string RobotName(string path)
    {
        var name = new string([.. Path.GetFileNameWithoutExtension(path).Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_')]);
        return name.Any(char.IsAsciiLetter) ? name : "robot";
    }

    private static void Tell(Invocation run, string path, string text, ProfileDraft draft)
    {
        var errors = new List<string>();
        HardwareProfileLoader.Parse(text, path, errors);
        var joints = draft.Parts.Sum(part => part.Joints.Count);
        if (run.Printer.Json)
            run.Printer.Object(json =>
            {
                json.WriteStartObject();
                json.WriteString("file", path);
                json.WriteNumber("joints", joints);
                json.WriteNumber("cameras", draft.Cameras.Count);
                json.WriteStartArray("to_fill_in");
                foreach (var error in errors)
                    json.WriteStringValue(error);
                json.WriteEndArray();
                json.WriteEndObject();
            });
        run.Printer.Line($"{path} has {joints} joints on {draft.Parts.Count} {(draft.Parts.Count == 1 ? "topic" : "topics")}, and {draft.Cameras.Count} cameras.", Tone.Good);
        if (errors.Count == 0)
        {
            run.Printer.Line($"It loads. Look at the lines that say CHECK, then: robotctl hardware check {path}");
            return;
        }

        run.Printer.Line($"{errors.Count} things are to be filled in (search for {ProfileWriter.Blank}), then: robotctl hardware check {path}", Tone.Warn);
    }
}
