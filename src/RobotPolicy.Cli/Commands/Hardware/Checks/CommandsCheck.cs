using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Cli.Commands.Hardware.Checks;

/// <summary>Whether somebody takes the commands, as that message and with that QoS, and nobody else gives any.</summary>
internal sealed class CommandsCheck : IHardwareCheck
{
    private const string Name = "commands";

    private static readonly string[] CommandTypes = [Float64MultiArray.Type.Name, JointTrajectory.Type.Name];

    public IEnumerable<Finding> Judge(HardwareProfile profile, Heard heard) => profile.Commands.SelectMany(topic => Judge(topic, heard));

    private static IEnumerable<Finding> Judge(CommandTopic topic, Heard heard)
    {
        var type = CommandMessages.TypeOf(topic.Interface);
        var all = heard.SubscriptionsTo(topic.Topic).ToList();
        var takers = all.Where(taker => taker.TypeName == type.Name).ToList();
        var fitting = takers.Where(taker => Refusal(taker) is null).ToList();
        if (fitting.Count > 0)
        {
            yield return Finding.Ok(Name, $"{topic.Topic}: taken by {string.Join(", ", fitting.Select(Unheard.Describe))}");
            if (topic.Interface == CommandInterface.ForwardPosition)
                yield return Finding.NotApplicable(
                    $"{Name} order", $"no message tells it; compare {string.Join(", ", topic.Names)} with: ros2 param get {topic.Topic[..topic.Topic.LastIndexOf('/')]} joints");
        }
        else
        {
            yield return Refused(topic, type, all, takers, heard);
        }

        var rivals = heard.PublishersOf(topic.Topic).ToList();
        if (rivals.Count > 0)
            yield return new Finding(
                Name,
                rivals.Count > 1 ? CheckState.Problem : CheckState.Advice,
                $"{topic.Topic} is published by {string.Join(", ", rivals.Select(Unheard.Describe).Distinct())}",
                "Two that command one arm make it jump between them. If this is the service, all is well; end everything else before it starts.",
                $"ros2 topic info --verbose {topic.Topic}");
    }

    private static Finding Refused(CommandTopic topic, RosMessageType type, List<RosGraphEndpoint> all, List<RosGraphEndpoint> takers, Heard heard)
    {
        if (takers.Count > 0)
            return new Finding(
                Name,
                CheckState.Problem,
                $"{topic.Topic}: {Refusal(takers[0])} that {Unheard.Describe(takers[0])} asks for does not fit",
                $"It asks for {Unheard.Words(takers[0].Reliability, takers[0].Durability)}; commands are offered {Unheard.Words(QosProfile.Command.Reliability, QosProfile.Command.Durability)}, and "
                + "never latched, as an old command must not move an arm. Change the receiver.",
                $"ros2 topic info --verbose {topic.Topic}");
        return all.Count > 0
            ? new Finding(
                Name,
                CheckState.Problem,
                $"{topic.Topic} is taken as {all[0].TypeName}, not {type.Name}",
                "Two types on one topic never meet. " + (CommandTypes.Contains(all[0].TypeName)
                    ? "Set command.type to the other one."
                    : "This message is not spoken here: load a controller that takes one of std_msgs/Float64MultiArray and trajectory_msgs/JointTrajectory."))
            : new Finding(Name, CheckState.Problem, $"{topic.Topic}: nobody takes commands", Advice(heard), "ros2 control list_controllers");
    }

    private static string? Refusal(RosGraphEndpoint taker) => QosCompatibility.FindIncompatiblePolicy(
        QosProfile.Command, QosProfile.Command with { Reliability = taker.Reliability, Durability = taker.Durability });

    private static string Advice(Heard heard)
    {
        var others = heard.Graph.Where(endpoint => endpoint.Kind == RosEndpointKind.Subscription && CommandTypes.Contains(endpoint.TypeName))
            .Select(endpoint => $"{endpoint.Topic} ({endpoint.TypeName})").Distinct().Order(StringComparer.Ordinal).ToList();
        return others.Count == 0
            ? "No controller takes positions or trajectories from a topic. Load and activate one: an inactive controller may listen, and does not move."
            : $"Taken are {string.Join(", ", others)}. Name the right one in the profile, or activate the controller that it names.";
    }
}
