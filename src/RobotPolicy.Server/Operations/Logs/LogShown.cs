using RobotPolicy.Data.Log;

namespace RobotPolicy.Server.Operations.Logs;

/// <summary>A recording as it is listed.</summary>
/// <param name="Log">Which.</param>
/// <param name="Glance">What can be told of it without reading it.</param>
public sealed record LogShown(LogFound Log, LogGlance Glance);
