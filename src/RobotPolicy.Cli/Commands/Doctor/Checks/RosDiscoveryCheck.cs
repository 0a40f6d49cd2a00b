namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>How far the ROS nodes of this shell look for others, and which discovery profile of the service meets them.</summary>
internal sealed class RosDiscoveryCheck : ICheck
{
    private const string Name = "ROS discovery";
    private const string Range = "ROS_AUTOMATIC_DISCOVERY_RANGE";
    private const string LocalOnly = "ROS_LOCALHOST_ONLY";
    private const string Peers = "ROS_STATIC_PEERS";

    private const string OfPeers =
        "The service does not read it. Where multicast does not reach, state the peers in CYCLONEDDS_URI and start it with --discovery custom.";

    public IEnumerable<Finding> Look(Machine machine)
    {
        var range = machine.Environment(Range)?.ToUpperInvariant() ?? "";
        var isLocalOnly = machine.Environment(LocalOnly) == "1";

        // Until Iron there is no range, and localhost means the loopback interface itself.
        var isEarly = machine.Environment("ROS_DISTRO") is "humble" or "galactic" or "foxy";
        if (isLocalOnly)
        {
            if (range is "SUBNET" or "OFF")
                return [Problem($"{LocalOnly}=1 and {Range}={range}", "They contradict each other; while both are there, the older one counts.", LocalOnly)];
            return [Local($"{LocalOnly}=1", isEarly ? "loopback" : "jazzy-local")];
        }

        switch (isEarly ? "" : range)
        {
            case "LOCALHOST":
                return [Local($"{Range}={range}", "jazzy-local")];
            case "OFF":
                return [Problem($"{Range}=OFF", "Nodes of this shell find nobody, not even on this machine.", Range)];
            case "" or "SUBNET" or "SYSTEM_DEFAULT":
                break;
            default:
                return [Problem($"{Range}={range}", "Expected SUBNET, LOCALHOST, OFF or SYSTEM_DEFAULT.", Range)];
        }

        return machine.Environment(Peers) is { Length: > 0 } peers
            ? [new Finding(Name, CheckState.Advice, $"{Peers}={peers}", OfPeers)]
            : [Finding.Ok(Name, "the network (--discovery lan)")];
    }

    private static Finding Problem(string found, string why, string culprit) => new(Name, CheckState.Problem, found, why, $"unset {culprit}");

    private static Finding Local(string found, string profile) => new(
        Name,
        CheckState.Advice,
        found,
        "Nodes of this shell stay on this machine. The service does not read it: without the profile that meets them, topics stay at `matched 0`.",
        $"robotpolicy-server run … --discovery {profile}");
}
