namespace RobotPolicy.Data.Mcap.Records;

/// <summary>Where the records of one opcode stand in the summary.</summary>
/// <param name="GroupOpcode">The opcode.</param>
/// <param name="GroupStart">Byte of the file where the first begins.</param>
/// <param name="GroupLength">Bytes of all of them.</param>
public readonly record struct McapSummaryOffset(McapOpcode GroupOpcode, ulong GroupStart, ulong GroupLength);
