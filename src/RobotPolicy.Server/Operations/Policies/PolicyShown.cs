using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Operations.Policies;

/// <summary>A package as it stands; immutable.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="State">Whether it is loaded, and whether the next task would run it.</param>
/// <param name="Facts">What is known of it.</param>
/// <param name="Device">Device that runs it; empty while it is not loaded.</param>
/// <param name="LoadedAt">When it was loaded.</param>
public sealed record PolicyShown(string Name, PolicyState State, PolicyFacts Facts, string Device, DateTimeOffset? LoadedAt);
