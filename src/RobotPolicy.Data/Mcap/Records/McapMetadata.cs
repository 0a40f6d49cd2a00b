namespace RobotPolicy.Data.Mcap.Records;

/// <summary>A named map of texts.</summary>
/// <param name="Name">Not unique in a file.</param>
/// <param name="Entries">In the order of the file.</param>
public sealed record McapMetadata(string Name, IReadOnlyDictionary<string, string> Entries);
