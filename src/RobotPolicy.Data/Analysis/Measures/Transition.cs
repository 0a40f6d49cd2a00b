namespace RobotPolicy.Data.Analysis.Measures;

/// <summary>A state, what was commanded in it, and the state that followed a fixed time later; rad or m, in the robot's order.</summary>
/// <param name="Episode">Number of its episode, so that neighbours can be sought elsewhere.</param>
/// <param name="IsHuman">Whether a human was in command.</param>
/// <param name="State">Measured positions.</param>
/// <param name="Action">Commanded positions.</param>
/// <param name="Next">Measured positions afterwards.</param>
public sealed record Transition(int Episode, bool IsHuman, double[] State, double[] Action, double[] Next);
