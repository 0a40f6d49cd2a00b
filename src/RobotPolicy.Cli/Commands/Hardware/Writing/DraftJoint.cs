namespace RobotPolicy.Cli.Commands.Hardware.Writing;

/// <summary>A joint of a profile in the making. What nobody said is <see langword="null"/> and stays blank.</summary>
/// <param name="Name">Name in the profile.</param>
/// <param name="DriverName">What messages call it.</param>
/// <param name="Position">Where it was last; NaN where nobody said.</param>
/// <param name="Urdf">What a URDF says of it.</param>
internal sealed record DraftJoint(string Name, string DriverName, double Position, UrdfJoint? Urdf);
