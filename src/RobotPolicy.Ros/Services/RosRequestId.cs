namespace RobotPolicy.Ros.Services;

/// <summary>Which request a reply belongs to. The server echoes it.</summary>
/// <param name="ClientId">The client, as it calls itself; unique by chance, not by proof.</param>
/// <param name="Sequence">The client's count of its requests.</param>
public readonly record struct RosRequestId(ulong ClientId, long Sequence);
