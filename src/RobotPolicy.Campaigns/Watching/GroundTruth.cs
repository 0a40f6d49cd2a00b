namespace RobotPolicy.Campaigns.Watching;

/// <summary>What the simulator says about the running episode; the only judge of success.</summary>
/// <param name="Episode">Number of the episode since the simulator started.</param>
/// <param name="Seed">Seed of the episode.</param>
/// <param name="SimTime">Simulated seconds since the episode began.</param>
/// <param name="Distance">Distance of the cube's centre from the target's, in metres.</param>
/// <param name="Grasped">Whether both fingers touch the cube.</param>
/// <param name="Goal">Number of the disc that is the goal, in the scene's order.</param>
/// <param name="Success">Whether the cube has rested on the target, released, for long enough.</param>
internal readonly record struct GroundTruth(long Episode, long Seed, double SimTime, double Distance, bool Grasped, int Goal, bool Success);
