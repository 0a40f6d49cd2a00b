namespace RobotPolicy.Data.Mcap.Records;

/// <summary>First record of a file.</summary>
/// <param name="Profile">Convention that the file follows, such as <c>ros2</c>; empty for none.</param>
/// <param name="Library">Who wrote it.</param>
public sealed record McapHeader(string Profile, string Library);
