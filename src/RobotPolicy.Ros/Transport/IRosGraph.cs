namespace RobotPolicy.Ros.Transport;

/// <summary>Looks at the whole graph rather than at what matches an endpoint of ours.</summary>
public interface IRosGraph
{
    /// <summary>
    /// All publishers and subscriptions of topics that are known now, ours included. Peers are found within a second or two of joining the
    /// graph. Allocates; not for the tick.
    /// </summary>
    IReadOnlyList<RosGraphEndpoint> GetGraph();
}
