namespace RobotPolicy.Server.Operations.Logs;

/// <summary>A recording on the shelf.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Path">Its folder.</param>
/// <param name="IsOpen">Whether it is being written.</param>
public sealed record LogFound(string Name, string Path, bool IsOpen);
