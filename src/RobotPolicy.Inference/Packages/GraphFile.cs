namespace RobotPolicy.Inference.Packages;

/// <summary>A graph that a package names for a role of its own. Immutable.</summary>
/// <param name="Role">What it is for, such as <c>q</c>.</param>
/// <param name="File">Path relative to the package folder.</param>
/// <param name="Field">Where it stands in the manifest, for errors.</param>
internal sealed record GraphFile(string Role, string File, string Field);
