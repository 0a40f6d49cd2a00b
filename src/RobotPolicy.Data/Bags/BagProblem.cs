namespace RobotPolicy.Data.Bags;

/// <summary>Something of a bag that its own files contradict, or that tools will miss.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Text">What, and where in it.</param>
/// <param name="IsError">Whether the bag is wrong; else it merely lacks something.</param>
public readonly record struct BagProblem(string File, string Text, bool IsError);
