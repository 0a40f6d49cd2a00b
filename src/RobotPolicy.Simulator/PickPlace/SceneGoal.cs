namespace RobotPolicy.Simulator.PickPlace;

/// <summary>A place of a scene that the cube may be wanted on: the centre of a disc.</summary>
/// <param name="Name">What the disc is called, such as <c>blue</c>.</param>
/// <param name="Site">Site at its centre.</param>
internal readonly record struct SceneGoal(string Name, int Site);
