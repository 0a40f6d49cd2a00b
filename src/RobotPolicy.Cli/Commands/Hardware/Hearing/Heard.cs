using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Cli.Commands.Hardware.Hearing;

/// <summary>What was heard of a graph in a few seconds, so that tests can make a robot up.</summary>
internal sealed record Heard
{
    /// <summary>How long was listened, s.</summary>
    public double Seconds { get; init; }

    /// <summary>Everybody else's publishers and subscriptions.</summary>
    public IReadOnlyList<RosGraphEndpoint> Graph { get; init; } = [];

    /// <summary>Topics of joint states by name.</summary>
    public IReadOnlyDictionary<string, HeardJoints> Joints { get; init; } = new Dictionary<string, HeardJoints>();

    /// <summary>Topics of pictures by name.</summary>
    public IReadOnlyDictionary<string, HeardCamera> Cameras { get; init; } = new Dictionary<string, HeardCamera>();

    /// <summary>Stop inputs by topic.</summary>
    public IReadOnlyDictionary<string, HeardSignal> Signals { get; init; } = new Dictionary<string, HeardSignal>();

    /// <summary>URDFs by topic.</summary>
    public IReadOnlyDictionary<string, string> Descriptions { get; init; } = new Dictionary<string, string>();

    /// <summary>Publishers of a topic.</summary>
    public IEnumerable<RosGraphEndpoint> PublishersOf(string topic) => EndpointsOf(topic, RosEndpointKind.Publisher);

    /// <summary>Subscriptions to a topic.</summary>
    public IEnumerable<RosGraphEndpoint> SubscriptionsTo(string topic) => EndpointsOf(topic, RosEndpointKind.Subscription);

    private IEnumerable<RosGraphEndpoint> EndpointsOf(string topic, RosEndpointKind kind) =>
        Graph.Where(endpoint => endpoint.Topic == topic && endpoint.Kind == kind);
}
