using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Control.Hardware;

namespace RobotPolicy.Cli.Commands.Hardware.Checks;

/// <summary>Whether anybody is there at all.</summary>
internal sealed class GraphCheck : IHardwareCheck
{
    private const string Name = "graph";

    public IEnumerable<Finding> Judge(HardwareProfile profile, Heard heard)
    {
        var nodes = heard.Graph.Select(endpoint => endpoint.Node).Where(node => node.Length > 0).Distinct().Count();
        yield return heard.Graph.Count > 0
            ? Finding.Ok(Name, $"{heard.Graph.Count} endpoints of {nodes} {(nodes == 1 ? "node" : "nodes")}")
            : new Finding(
                Name,
                CheckState.Problem,
                "nobody is there",
                "No publisher and no subscription was found. Start the driver; if it runs, --domain (its ROS_DOMAIN_ID) or --discovery is another than its: lan for ROS 2 as "
                + "it comes, jazzy-local or loopback for a graph that stays on this machine.",
                "ros2 topic list");
    }
}
