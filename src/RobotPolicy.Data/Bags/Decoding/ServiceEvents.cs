using RobotPolicy.Data.Bags.Definitions;

namespace RobotPolicy.Data.Bags.Decoding;

/// <summary>
/// Definitions of service events: rosbag2 keeps the text of the <c>.srv</c> file, request and response apart by a line <c>---</c>, while the
/// message has the event's own fields before them.
/// </summary>
internal static class ServiceEvents
{
    private const string Suffix = "_Event";
    private const string Info = "service_msgs/ServiceEventInfo";
    private const string Time = "builtin_interfaces/Time";

    /// <summary>The event's own text, its parts put into the table; the text as it is for other types.</summary>
    public static string Expand(FieldType type, string text, IDictionary<string, string> texts)
    {
        var lines = text.Split('\n');
        var middle = Array.FindIndex(lines, line => line.Trim() == "---");
        if (middle < 0 || !type.Name.EndsWith(Suffix, StringComparison.Ordinal))
            return text;
        var service = type.Name[..^Suffix.Length];
        texts[$"{type.Package}/{service}_Request"] = string.Join('\n', lines[..middle]);
        texts[$"{type.Package}/{service}_Response"] = string.Join('\n', lines[(middle + 1)..]);
        texts.TryAdd(Info, MessageDefinitions.Load("service_msgs", "ServiceEventInfo")!);
        texts.TryAdd(Time, MessageDefinitions.Load("builtin_interfaces", "Time")!);
        return $"{Info} info\n{service}_Request[<=1] request\n{service}_Response[<=1] response\n";
    }
}
