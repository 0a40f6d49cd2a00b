namespace RobotPolicy.Data.Mcap.Records;

/// <summary>Where an attachment stands.</summary>
/// <param name="Offset">Byte of the file where its record begins.</param>
/// <param name="Length">Bytes of its record, opcode and length included.</param>
/// <param name="LogTime">As in the attachment.</param>
/// <param name="CreateTime">As in the attachment.</param>
/// <param name="DataSize">Bytes of its data.</param>
/// <param name="Name">As in the attachment.</param>
/// <param name="MediaType">As in the attachment.</param>
public sealed record McapAttachmentIndex(ulong Offset, ulong Length, ulong LogTime, ulong CreateTime, ulong DataSize, string Name, string MediaType);
