namespace RobotPolicy.Data.Bags;

/// <summary>One message of a bag.</summary>
/// <param name="Topic">Index into <see cref="BagReader.Topics"/>.</param>
/// <param name="Sequence">The publisher's counter; 0 if unknown.</param>
/// <param name="LogTime">When it was recorded, nanoseconds since 1970.</param>
/// <param name="PublishTime">When it was published, nanoseconds since 1970; the log time where the bag does not tell.</param>
/// <param name="Data">A view into the reader's buffer, valid until the reader reads on.</param>
public readonly record struct BagMessage(int Topic, uint Sequence, ulong LogTime, ulong PublishTime, ReadOnlyMemory<byte> Data);
