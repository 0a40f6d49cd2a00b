namespace RobotPolicy.Ros.Messages;

/// <summary><c>rmw_dds_common/msg/NodeEntitiesInfo</c>: one node and its endpoints.</summary>
/// <param name="NodeNamespace">Namespace, such as <c>/</c>; at most 256 bytes.</param>
/// <param name="NodeName">Name without namespace; at most 256 bytes.</param>
/// <param name="ReaderGids">Its subscriptions.</param>
/// <param name="WriterGids">Its publishers.</param>
public sealed record NodeEntitiesInfo(
    string NodeNamespace, string NodeName, IReadOnlyList<RosGid> ReaderGids, IReadOnlyList<RosGid> WriterGids);
