using System.CommandLine;
using Google.Protobuf;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;
using Duration = Google.Protobuf.WellKnownTypes.Duration;

namespace RobotPolicy.Cli.Commands.Tasks;

/// <summary>Options of a start.</summary>
internal sealed class StartOptions
{
    private const int MaxImageBytes = 4_000_000;

    private readonly Option<string> _policy = new("--policy", "-p") { Description = "Package to run; the active one if left out.", HelpName = "name" };

    private readonly Option<bool> _confirm = new("--confirm") { Description = "Ask \"is the arm clear?\" and wait, holding, for the answer before the first motion." };

    private readonly Option<double> _timeLimit = new("--time-limit") { Description = "End the task after this time of execution.", HelpName = "seconds" };

    private readonly Option<string> _requestId = new("--request-id")
    {
        Description = "Makes a repeated start harmless for an hour: the same id gives the same task.",
        HelpName = "id",
    };

    private readonly AttemptOptions _attempts = new();

    private readonly FailureOptions _onFailure = new();

    private readonly Option<string> _text = new("--text", "-t") { Description = "Goal in words.", HelpName = "text" };

    private readonly Option<string> _image = new("--image") { Description = "Goal as a picture (JPEG or PNG, at most 4 MB).", HelpName = "file" };

    private readonly Option<string> _camera = new("--camera") { Description = "Camera from whose place the picture was taken, or on which the sketch was drawn.", HelpName = "name" };

    private readonly Option<string> _sketch = new("--sketch")
    {
        Description = "Goal as strokes on a camera's picture: a JSON file {\"width\":…,\"height\":…,\"strokes\":[[[x,y],…],…]} in pixels.",
        HelpName = "file",
    };

    private readonly Option<string> _pose = new("--pose")
    {
        Description = "Goal as joint positions (rad, m): 0.1,-0.2,… in the robot's order, or shoulder=0.1,elbow=-0.2.",
        HelpName = "joints",
    };

    private readonly Option<string> _embedding = new("--embedding") { Description = "Goal as numbers, separated by commas or white space.", HelpName = "file" };

    /// <summary>Adds what every start has.</summary>
    public void AddTo(Command command)
    {
        command.Add(_policy);
        command.Add(_confirm);
        command.Add(_timeLimit);
        command.Add(_requestId);
        _attempts.AddTo(command);
        _onFailure.AddTo(command);
    }

    /// <summary>Adds the goals.</summary>
    public void AddGoalsTo(Command command)
    {
        Option[] all = [_text, _image, _sketch, _camera, _pose, _embedding];
        foreach (var option in all)
            command.Add(option);
    }

    /// <summary>The request with a given text, or with the goal that the options state. Throws a usage error when they state none or two.</summary>
    public StartTaskRequest Read(ParseResult parsed, string? text = null)
    {
        var request = new StartTaskRequest
        {
            RequestId = parsed.GetValue(_requestId) ?? Guid.NewGuid().ToString("N"),
            Policy = parsed.GetValue(_policy) ?? "",
            Confirm = parsed.GetValue(_confirm),
            Goal = text is null ? Goal(parsed) : new Goal { Text = text },
        };
        var limit = parsed.GetValue(_timeLimit);
        if (limit is < 0 or > 86400 || double.IsNaN(limit))
            throw CommandException.Usage("--time-limit: expected up to 86400 seconds.");
        if (limit > 0)
            request.TimeLimit = Duration.FromTimeSpan(TimeSpan.FromSeconds(limit));
        _attempts.Apply(parsed, request);
        request.OnFailure = _onFailure.Read(parsed);
        if (request is { OnFailure.OnAlarm: AlarmResponse.Retry, Retries: 0 })
            throw CommandException.Usage("--on-alarm retry needs --retries.");
        return request;
    }

    /// <summary>The goal that the options state. Throws a usage error when they state none or two.</summary>
    public Goal ReadGoal(ParseResult parsed) => Goal(parsed);

    private Goal Goal(ParseResult parsed)
    {
        var given = new[] { _text, _image, _sketch, _pose, _embedding }.Where(option => parsed.GetValue(option) is not null).ToList();
        if (given.Count != 1)
            throw CommandException.Usage("a task needs one goal: --text, --image, --sketch, --pose or --embedding.");
        var value = parsed.GetValue(given[0])!;
        if (given[0] == _text)
            return new Goal { Text = value };
        if (given[0] == _image)
            return new Goal { Image = new ImageGoal { Data = ByteString.CopyFrom(Image(value)), Camera = parsed.GetValue(_camera) ?? "" } };
        if (given[0] == _sketch)
            return new Goal { Sketch = SketchFile.Parse(File.ReadAllText(value), parsed.GetValue(_camera) ?? "") };
        if (given[0] == _pose)
        {
            var (positions, joints) = Arguments.Joints([value], "--pose");
            return new Goal { Pose = new JointPose { Positions = { positions }, Joints = { joints } } };
        }

        var numbers = Arguments.Numbers(File.ReadAllText(value).ReplaceLineEndings(" "), "--embedding");
        return new Goal { Embedding = new EmbeddingGoal { Values = { numbers.Select(number => (float)number) } } };
    }

    private static byte[] Image(string file)
    {
        var bytes = File.ReadAllBytes(file);
        if (bytes.Length > MaxImageBytes)
            throw CommandException.Usage($"--image: {file} has {Words.Bytes(bytes.Length)}; at most 4 MB are taken.");
        var known = bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8]) || bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4e, 0x47]);
        return known ? bytes : throw CommandException.Usage($"--image: {file} is neither JPEG nor PNG.");
    }
}
