namespace RobotPolicy.Data.Mcap;

/// <summary>Something of a damaged file that could not be recovered.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Length">Bytes of the file that were passed over; 0 for a single record in a chunk.</param>
/// <param name="Reason">What is wrong with it.</param>
public readonly record struct McapLoss(RecordPosition Position, long Length, string Reason);
