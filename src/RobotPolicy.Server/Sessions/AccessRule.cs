using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Sessions;

/// <summary>What a method asks of its caller.</summary>
/// <param name="MinRole">The lowest role; unspecified: nothing has to be shown.</param>
/// <param name="Lease">Whether the lease is needed.</param>
public readonly record struct AccessRule(Role MinRole, LeaseNeed Lease);
