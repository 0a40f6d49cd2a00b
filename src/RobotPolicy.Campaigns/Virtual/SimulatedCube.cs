namespace RobotPolicy.Campaigns.Virtual;

/// <summary>Where the simulated cube is, by the simulator's ground truth.</summary>
/// <param name="X">World x of its centre, metres.</param>
/// <param name="Y">World y, metres.</param>
/// <param name="Z">Height above the table, metres; 0.02 where it lies.</param>
/// <param name="DistanceMetres">Horizontal distance of its centre from that of the episode's disc.</param>
/// <param name="OnDisc">Whether it lies on the disc with no finger at it; an episode succeeds when it has for half a second.</param>
/// <param name="Grasped">Whether both fingers touch it.</param>
internal readonly record struct SimulatedCube(double X, double Y, double Z, double DistanceMetres, bool OnDisc, bool Grasped);
