using System.Globalization;

namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>Over which interfaces other machines are found.</summary>
internal sealed class NetworkCheck : ICheck
{
    private const string Name = "network";
    private const string Folder = "/sys/class/net";
    private const int Up = 0x1;
    private const int Loopback = 0x8;
    private const int Multicast = 0x1000;

    // Bridges and links of containers and virtual machines: no robot is behind them.
    private static readonly string[] Virtual = ["docker", "br-", "veth", "virbr", "vnet", "cni", "flannel", "tap", "tun"];

    public IEnumerable<Finding> Look(Machine machine)
    {
        var interfaces = machine.Files.List(Folder);
        if (interfaces.Count == 0)
            return [Finding.NotApplicable(Name, "not shown")];
        var usable = interfaces.Where(name => ReadFlags(machine, name) is { } flags && (flags & (Up | Loopback | Multicast)) == (Up | Multicast)).ToList();
        var robots = usable.Where(name => !Virtual.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).ToList();
        switch (robots.Count)
        {
            case 0:
                return
                [
                    new Finding(
                        Name,
                        CheckState.Advice,
                        usable.Count == 0 ? "no interface with multicast" : $"multicast only on {string.Join(", ", usable)}",
                        "Nobody on another machine is found. If the robot is one, connect it; if everything runs here, start the service with --discovery loopback.",
                        "ip -brief link"),
                ];
            case 1:
                return [Finding.Ok(Name, $"multicast on {robots[0]}")];
            default:
                return
                [
                    new Finding(
                        Name,
                        CheckState.Advice,
                        $"multicast on {string.Join(", ", robots)}",
                        "Cyclone DDS takes one of them. If topics stay at `matched 0`, name the robot's and start the service with --discovery custom.",
                        $"export CYCLONEDDS_URI='<CycloneDDS><Domain><General><Interfaces><NetworkInterface name=\"{robots[0]}\"/>"
                        + "</Interfaces></General></Domain></CycloneDDS>'"),
                ];
        }
    }

    private static int? ReadFlags(Machine machine, string name) =>
        machine.Files.Read($"{Folder}/{name}/flags") is { Length: > 2 } text
        && int.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var flags)
            ? flags
            : null;
}
