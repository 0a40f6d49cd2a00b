namespace RobotPolicy.Cli.Commands.Hardware.Writing;

/// <summary>A joint that moves, as a URDF states it.</summary>
/// <param name="Name">Its name, which joint states have too.</param>
/// <param name="Prismatic">Whether it is in metres.</param>
/// <param name="Min">Lower limit, rad or m; <see langword="null"/> where there is none, as of a continuous joint.</param>
/// <param name="Max">Upper limit.</param>
/// <param name="Velocity">Velocity limit, rad/s or m/s.</param>
internal sealed record UrdfJoint(string Name, bool Prismatic, double? Min, double? Max, double? Velocity);
