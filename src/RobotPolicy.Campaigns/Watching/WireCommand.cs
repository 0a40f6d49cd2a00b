namespace RobotPolicy.Campaigns.Watching;

/// <summary>One command as it came over the wire.</summary>
/// <param name="SentUnixNs">When the service sent it, wall time.</param>
/// <param name="Positions">Positions in the robot's order; rad or m.</param>
/// <param name="Measured">The newest joint state before it, or empty.</param>
internal readonly record struct WireCommand(long SentUnixNs, double[] Positions, double[] Measured);
