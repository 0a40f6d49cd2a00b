namespace RobotPolicy.Data.Mcap.Records;

/// <summary>A named blob.</summary>
/// <param name="LogTime">When it was recorded, nanoseconds.</param>
/// <param name="CreateTime">When it was made, nanoseconds; 0 if unknown.</param>
/// <param name="Name">Its name, such as a file's.</param>
/// <param name="MediaType">What it is.</param>
/// <param name="Data">A view into the reader's buffer, valid until the reader reads on.</param>
/// <param name="Crc">CRC-32 of the fields before it; 0 if not computed.</param>
/// <param name="ActualCrc">What that checksum is.</param>
public readonly record struct McapAttachment(
    ulong LogTime, ulong CreateTime, string Name, string MediaType, ReadOnlyMemory<byte> Data, uint Crc, uint ActualCrc);
