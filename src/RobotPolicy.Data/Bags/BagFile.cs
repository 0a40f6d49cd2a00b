namespace RobotPolicy.Data.Bags;

/// <summary>One of the files that a bag is split into.</summary>
/// <param name="Path">Relative to the bag's folder.</param>
/// <param name="StartingTime">Earliest log time, nanoseconds since 1970; <see cref="BagMetadata.NoTime"/> without messages.</param>
/// <param name="Duration">From the earliest to the latest message, nanoseconds.</param>
/// <param name="MessageCount">Messages in it.</param>
public sealed record BagFile(string Path, long StartingTime, long Duration, ulong MessageCount);
