namespace RobotPolicy.Cli.Commands.Hardware.Writing;

/// <summary>Numbers that a human gave for all revolute joints; <see langword="null"/> where none.</summary>
/// <param name="Acceleration">Highest acceleration, rad/s².</param>
/// <param name="TrackingError">Largest distance between command and measurement, rad.</param>
internal sealed record GivenLimits(double? Acceleration, double? TrackingError);
