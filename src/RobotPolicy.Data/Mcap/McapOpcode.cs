namespace RobotPolicy.Data.Mcap;

/// <summary>First byte of a record. Values that are not named here are records of somebody else, which readers skip; 0 is never valid.</summary>
public enum McapOpcode : byte
{
    /// <summary>Profile and library; the first record of a file.</summary>
    Header = 0x01,

    /// <summary>Where the summary begins; the last record of a file.</summary>
    Footer = 0x02,

    /// <summary>A message type.</summary>
    Schema = 0x03,

    /// <summary>A topic.</summary>
    Channel = 0x04,

    /// <summary>One message.</summary>
    Message = 0x05,

    /// <summary>A batch of schemas, channels and messages, possibly compressed.</summary>
    Chunk = 0x06,

    /// <summary>Where the messages of one channel stand in the chunk before it.</summary>
    MessageIndex = 0x07,

    /// <summary>Where a chunk and its message indexes stand.</summary>
    ChunkIndex = 0x08,

    /// <summary>A named blob.</summary>
    Attachment = 0x09,

    /// <summary>Where an attachment stands.</summary>
    AttachmentIndex = 0x0A,

    /// <summary>Counts over the whole file.</summary>
    Statistics = 0x0B,

    /// <summary>A named map of texts.</summary>
    Metadata = 0x0C,

    /// <summary>Where a metadata record stands.</summary>
    MetadataIndex = 0x0D,

    /// <summary>Where the records of one opcode stand in the summary.</summary>
    SummaryOffset = 0x0E,

    /// <summary>End of the data section, with its checksum.</summary>
    DataEnd = 0x0F,
}
