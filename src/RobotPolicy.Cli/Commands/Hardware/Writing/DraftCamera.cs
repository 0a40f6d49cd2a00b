using RobotPolicy.Cli.Commands.Hardware.Hearing;

namespace RobotPolicy.Cli.Commands.Hardware.Writing;

/// <summary>A camera of a profile in the making.</summary>
/// <param name="Name">Name in the profile.</param>
/// <param name="Topic">Topic.</param>
/// <param name="Heard">What came on it.</param>
internal sealed record DraftCamera(string Name, string Topic, HeardCamera Heard);
