using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Cli.Commands.Hardware.Checks;

/// <summary>Why a topic of the robot was not heard, by what the graph shows.</summary>
internal static class Unheard
{
    private const int MaxNamed = 6;

    /// <summary>Explains a topic without usable messages.</summary>
    /// <param name="name">The check.</param>
    /// <param name="topic">The topic of the profile.</param>
    /// <param name="type">Its type.</param>
    /// <param name="requested">How it is asked for.</param>
    /// <param name="malformed">Messages that were none of the type.</param>
    /// <param name="heard">What was heard.</param>
    public static Finding Explain(string name, string topic, RosMessageType type, QosProfile requested, long malformed, Heard heard)
    {
        var publishers = heard.PublishersOf(topic).ToList();
        var fitting = publishers.Where(publisher => publisher.TypeName == type.Name).ToList();
        if (malformed > 0)
            return new Finding(name, CheckState.Problem, $"{topic}: {malformed} messages are no {type.Name}", "Their bytes do not decode. The publisher is of another ROS 2 version, or broken.");
        if (publishers.Count > 0 && fitting.Count == 0)
            return new Finding(
                name,
                CheckState.Problem,
                $"{topic} carries {publishers[0].TypeName}, expected {type.Name}",
                "Two types on one topic never meet. Name a topic of that type in the profile, or adapt it with a small node.",
                $"ros2 topic info {topic}");
        if (fitting.FirstOrDefault(publisher => Incompatible(publisher, requested) is not null) is { } refused)
            return new Finding(
                name,
                CheckState.Problem,
                $"{topic}: {Incompatible(refused, requested)} of {Describe(refused)} does not fit",
                $"It offers {Words(refused.Reliability, refused.Durability)}; asked for is {Words(requested.Reliability, requested.Durability)}. "
                + (requested.Durability == QosDurability.TransientLocal && refused.Durability == QosDurability.Volatile
                    ? "Take `latched: true` out of the profile, or let the publisher be transient-local."
                    : "Change the publisher's reliability."),
                $"ros2 topic info --verbose {topic}");
        if (fitting.Count > 0)
            return new Finding(
                name,
                CheckState.Problem,
                $"{topic}: {Describe(fitting[0])} publishes, nothing arrived in {heard.Seconds:0.#} s",
                "It is silent, or its messages do not get through: large ones are lost where the kernel's socket buffer is small, or a firewall stands between.",
                "robotctl doctor");
        return new Finding(name, CheckState.Problem, $"{topic}: nobody publishes it", Advice(topic, type, heard));
    }

    /// <summary>Node of an endpoint, as a sentence names it.</summary>
    public static string Describe(RosGraphEndpoint endpoint) => endpoint.Node.Length > 0 ? endpoint.Node : "a node without a name";

    /// <summary>The policy that keeps a publisher and a request apart; <see langword="null"/> if none does.</summary>
    public static string? Incompatible(RosGraphEndpoint publisher, QosProfile requested) => QosCompatibility.FindIncompatiblePolicy(
        requested with { Reliability = publisher.Reliability, Durability = publisher.Durability }, requested);

    /// <summary>QoS in the words of ROS 2.</summary>
    public static string Words(QosReliability reliability, QosDurability durability) =>
        $"{(reliability == QosReliability.Reliable ? "reliable" : "best effort")}, {(durability == QosDurability.Volatile ? "volatile" : "transient local")}";

    private static string Advice(string topic, RosMessageType type, Heard heard)
    {
        var others = heard.Graph.Where(endpoint => endpoint.Kind == RosEndpointKind.Publisher && endpoint.TypeName == type.Name)
            .Select(endpoint => endpoint.Topic).Distinct().Order(StringComparer.Ordinal).ToList();
        return others.Count == 0
            ? $"Nobody publishes any {type.Name}. Start the driver, or look whether it is on this domain and discovery profile."
            : $"Of that type there {(others.Count == 1 ? "is" : "are")} {string.Join(", ", others.Take(MaxNamed))}{(others.Count > MaxNamed ? ", …" : "")}. "
                + $"Name the right one in the profile in place of {topic}.";
    }
}
