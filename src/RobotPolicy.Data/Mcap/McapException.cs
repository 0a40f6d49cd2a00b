namespace RobotPolicy.Data.Mcap;

/// <summary>
/// The file's content is not what the format allows, or goes beyond a limit of <see cref="McapLimits"/>. The only exception that
/// content can cause; a stream's own <see cref="IOException"/> passes through.
/// </summary>
public sealed class McapException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="position">Where.</param>
    /// <param name="record">Which record.</param>
    /// <param name="problem">What was expected and what stands there.</param>
    public McapException(RecordPosition position, string record, string problem)
        : base($"{record} at {position}: {problem}.")
    {
        Position = position;
        Record = record;
    }

    internal McapException(RecordPosition position, McapOpcode record, string problem)
        : this(position, NameOf(record), problem)
    {
    }

    /// <summary>Where the record stands.</summary>
    public RecordPosition Position { get; }

    /// <summary>The record: its name in the specification, "Magic", or "Record 0x80".</summary>
    public string Record { get; }

    internal static string NameOf(McapOpcode opcode) => Enum.IsDefined(opcode) ? opcode.ToString() : $"Record 0x{(byte)opcode:x2}";
}
