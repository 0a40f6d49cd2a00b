namespace RobotPolicy.Data.Mcap;

/// <summary>Constants of the container.</summary>
internal static class McapFormat
{
    /// <summary>Opcode and content length.</summary>
    public const int RecordPrefix = 9;

    /// <summary>Content length of a footer.</summary>
    public const int FooterLength = 20;

    /// <summary>Content length of a message without its data.</summary>
    public const int MessagePrefix = 22;

    /// <summary>First and last bytes of a file.</summary>
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'M', (byte)'C', (byte)'A', (byte)'P', (byte)'0', (byte)'\r', (byte)'\n'];

    /// <summary>Whether the opcode may stand in a chunk; unknown opcodes may, and are skipped.</summary>
    public static bool MayStandInChunk(McapOpcode opcode) =>
        opcode is McapOpcode.Schema or McapOpcode.Channel or McapOpcode.Message || opcode > McapOpcode.DataEnd;
}
