namespace RobotPolicy.Ros.Transport;

/// <summary>How an endpoint appears in the state of the graph: under its own name, or under that of its service.</summary>
internal readonly record struct InMemoryEndpointLabel(string Name, string TypeName, RosEndpointKind Kind);
