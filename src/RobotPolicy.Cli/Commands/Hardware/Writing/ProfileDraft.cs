using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Control.Observations;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Cli.Commands.Hardware.Writing;

/// <summary>What of a profile can be told from what was heard. Pure.</summary>
internal sealed record ProfileDraft
{
    /// <summary>What was heard.</summary>
    public required Heard Heard { get; init; }

    /// <summary>Drivers, one for each topic of joint states.</summary>
    public required IReadOnlyList<DraftPart> Parts { get; init; }

    /// <summary>Topics of joint states that are left out, as another one has their joints.</summary>
    public IReadOnlyList<string> OtherStates { get; init; } = [];

    /// <summary>Cameras.</summary>
    public IReadOnlyList<DraftCamera> Cameras { get; init; } = [];

    /// <summary>Topics of pictures that are left out, and why.</summary>
    public IReadOnlyList<string> OtherPictures { get; init; } = [];

    /// <summary>Whether headers' stamps cannot be used, and why; empty where they can.</summary>
    public string StampProblem { get; init; } = "";

    /// <summary>Topics of std_msgs/Bool, which may be stop inputs.</summary>
    public IReadOnlyList<string> BoolTopics { get; init; } = [];

    /// <summary>Drafts a profile.</summary>
    /// <param name="heard">What was heard.</param>
    /// <param name="states">Topics of joint states to take; all that stand for themselves where none is named.</param>
    public static ProfileDraft Of(Heard heard, IReadOnlyList<string> states)
    {
        var (taken, left) = ChooseStates(heard, states);
        var (cameras, pictures) = CameraDrafts.Of(heard);
        var parts = taken.Select(topic => Part(heard, topic, taken)).ToList();
        return new ProfileDraft
        {
            Heard = heard,
            Parts = parts,
            OtherStates = left,
            Cameras = cameras,
            OtherPictures = pictures,
            StampProblem = FindStampProblem([.. parts.Select(part => part.Stream), .. cameras.Select(camera => camera.Heard.Stream)]),
            BoolTopics = [.. heard.Graph.Where(endpoint => endpoint.Kind == RosEndpointKind.Publisher && endpoint.TypeName == BoolMessage.Type.Name)
                .Select(endpoint => endpoint.Topic).Distinct().Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>Namespace of a topic: what stands before its last slash.</summary>
    internal static string NamespaceOf(string topic) => topic[..topic.LastIndexOf('/')];

    /// <summary>A topic whose joints another one has too, under the same names and in a namespace around it, is that one's copy.</summary>
    private static (List<string> Taken, List<string> Left) ChooseStates(Heard heard, IReadOnlyList<string> wanted)
    {
        var all = heard.Joints.Where(topic => topic.Value.Stream.IsHeard && topic.Value.Joints.Count > 0)
            .OrderByDescending(topic => topic.Value.Joints.Count)
            .ThenByDescending(topic => Math.Round(topic.Value.Stream.RateHz / 10))
            .ThenBy(topic => topic.Key, StringComparer.Ordinal)
            .ToList();
        var (taken, left) = (new List<string>(), new List<string>());
        foreach (var (topic, joints) in all)
        {
            var isTaken = wanted.Count > 0
                ? wanted.Contains(topic)
                : !taken.Any(other => IsNested(NamespaceOf(topic), NamespaceOf(other))
                    && joints.Joints.All(joint => heard.Joints[other].Find(joint.Name) is not null));
            (isTaken ? taken : left).Add(topic);
        }

        return (taken, left);
    }

    private static bool IsNested(string one, string other) =>
        $"{one}/".StartsWith($"{other}/", StringComparison.Ordinal) || $"{other}/".StartsWith($"{one}/", StringComparison.Ordinal);

    private static DraftPart Part(Heard heard, string topic, List<string> taken)
    {
        var joints = heard.Joints[topic];
        var space = NamespaceOf(topic);
        var description = heard.Descriptions.Keys
            .Where(name => IsNested(space, NamespaceOf(name)))
            .OrderByDescending(name => NamespaceOf(name) == space)
            .ThenBy(name => name, StringComparer.Ordinal)
            .FirstOrDefault() ?? "";
        var urdf = description.Length > 0 ? UrdfReader.Read(heard.Descriptions[description]).DistinctBy(joint => joint.Name).ToDictionary(joint => joint.Name) : [];
        var prefix = taken.Count(other => heard.Joints[other].Joints.Any(joint => joints.Find(joint.Name) is not null)) > 1
            ? space.Trim('/').Replace('/', '_') + "_"
            : "";
        var moved = joints.Joints.Where(joint => urdf.Count == 0 || urdf.ContainsKey(joint.Name)).ToList();
        var commands = CommandCandidates(heard, space, isAlone: taken.Count == 1);
        return new DraftPart
        {
            StatesTopic = topic,
            Stream = joints.Stream,
            Joints = [.. moved.Select(joint => new DraftJoint(prefix + joint.Name, joint.Name, joint.Last, urdf.GetValueOrDefault(joint.Name)))],
            LeftOut = [.. joints.Joints.Except(moved).Select(joint => joint.Name)],
            DescriptionTopic = urdf.Count > 0 ? description : "",
            CommandTopic = commands.FirstOrDefault()?.Topic ?? "",
            IsTrajectory = commands.FirstOrDefault()?.TypeName == JointTrajectory.Type.Name,
            OtherCommands = [.. commands.Skip(1).Select(command => $"{command.Topic} ({command.TypeName})").Distinct()],
        };
    }

    /// <summary>
    /// Who takes commands: in the namespace of the joint states before elsewhere, where several arms are told apart by nothing else, and one
    /// for positions that is streamed to before a trajectory controller.
    /// </summary>
    private static List<RosGraphEndpoint> CommandCandidates(Heard heard, string space, bool isAlone)
    {
        return
        [
            .. heard.Graph
                .Where(endpoint => endpoint.Kind == RosEndpointKind.Subscription
                    && (endpoint.TypeName == Float64MultiArray.Type.Name || endpoint.TypeName == JointTrajectory.Type.Name)
                    && (isAlone || IsNear(endpoint)))
                .DistinctBy(endpoint => endpoint.Topic)
                .OrderByDescending(IsNear)
                .ThenBy(endpoint => endpoint.Topic.Contains("velocity", StringComparison.Ordinal) || endpoint.Topic.Contains("effort", StringComparison.Ordinal))
                .ThenByDescending(endpoint => endpoint.TypeName == Float64MultiArray.Type.Name)
                .ThenBy(endpoint => endpoint.Topic, StringComparer.Ordinal),
        ];

        bool IsNear(RosGraphEndpoint endpoint) => endpoint.Topic.StartsWith(space + "/", StringComparison.Ordinal);
    }

    private static string FindStampProblem(IReadOnlyList<HeardStream> streams)
    {
        if (streams.Any(stream => stream.StampsAreZero))
            return "some publishers set no stamps";
        var limits = StampLimits.Default;
        return streams.Any(stream => -stream.MinStampAgeSeconds > limits.MaxAhead.TotalSeconds || stream.MinStampAgeSeconds > limits.MaxDelay.TotalSeconds)
            ? "stamps are not on this machine's clock"
            : "";
    }
}
