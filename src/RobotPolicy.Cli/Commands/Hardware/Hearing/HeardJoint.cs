namespace RobotPolicy.Cli.Commands.Hardware.Hearing;

/// <summary>What was reported of one joint.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Min">Lowest position; NaN where none was a number.</param>
/// <param name="Max">Highest position; NaN where none was a number.</param>
/// <param name="Last">Last position that was a number.</param>
/// <param name="NonFiniteCount">Positions that were NaN or infinite.</param>
internal sealed record HeardJoint(string Name, double Min, double Max, double Last, long NonFiniteCount = 0);
