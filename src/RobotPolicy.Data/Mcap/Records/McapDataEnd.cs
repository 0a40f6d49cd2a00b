namespace RobotPolicy.Data.Mcap.Records;

/// <summary>End of the data section.</summary>
/// <param name="DataSectionCrc">CRC-32 of everything before this record; 0 if not computed.</param>
public readonly record struct McapDataEnd(uint DataSectionCrc);
