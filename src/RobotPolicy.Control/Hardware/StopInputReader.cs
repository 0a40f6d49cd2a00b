using System.Globalization;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Hardware;

/// <summary>Reads the section <c>stop_inputs</c> of a hardware profile.</summary>
internal static class StopInputReader
{
    private const int MaxInputs = 16;
    private const double MinTimeoutSeconds = 0.01;
    private const double MaxTimeoutSeconds = 60;

    private static readonly Dictionary<string, StopInputType> Types = new()
    {
        ["bool"] = StopInputType.Bool,
        ["heartbeat"] = StopInputType.Heartbeat,
    };

    private static readonly Dictionary<string, StopKind> Kinds = new()
    {
        ["hold"] = StopKind.Hold,
        ["protective"] = StopKind.Protective,
        ["emergency"] = StopKind.Emergency,
    };

    private static readonly Dictionary<string, HeartbeatMessage> Messages = new()
    {
        ["empty"] = HeartbeatMessage.Empty,
        ["bool"] = HeartbeatMessage.Bool,
        ["header"] = HeartbeatMessage.Header,
    };

    private static readonly Dictionary<string, bool> Values = new() { ["true"] = true, ["false"] = false };

    public static List<StopInputDescription> Read(ProfileNode root)
    {
        var inputs = new List<StopInputDescription>();
        var items = root.Sequence("stop_inputs", required: false);
        if (items.Count > MaxInputs)
            root.Wrong("stop_inputs", string.Create(CultureInfo.InvariantCulture, $"at most {MaxInputs} stop inputs"), items.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var item in items)
        {
            var input = ReadOne(item);
            if (inputs.Any(other => other.Name == input.Name))
                item.Wrong("name", "every stop input once", $"'{input.Name}' twice");
            inputs.Add(input);
        }

        return inputs;
    }

    private static StopInputDescription ReadOne(ProfileNode item)
    {
        var name = item.Text("name");
        var topic = HardwareProfileLoader.Topic(item, "topic");
        var type = item.Choice<StopInputType>("type", Types);
        var kind = item.Choice<StopKind>("kind", Kinds);

        // What is meant for the other type is an error of its own: a polarity or a latch that is silently ignored is none.
        var isBool = type == StopInputType.Bool;
        var stopWhen = isBool && item.Choice<bool>("stop_when", Values);
        var latched = isBool && item.Flag("latched", false);
        var message = isBool ? default : item.Choice<HeartbeatMessage>("message", Messages, HeartbeatMessage.Empty);
        TimeSpan? timeout = !isBool || item.Has("timeout_s")
            ? TimeSpan.FromSeconds(item.Number("timeout_s", MinTimeoutSeconds, MaxTimeoutSeconds))
            : null;
        item.Ignore("timeout_s");
        item.Finish();
        return new StopInputDescription
        {
            Name = name,
            Topic = topic,
            Type = type,
            Kind = kind,
            StopWhen = stopWhen,
            Latched = latched,
            Message = message,
            Timeout = timeout,
        };
    }
}
