namespace RobotPolicy.Data.Log;

/// <summary>Takes a message that was found.</summary>
/// <param name="logTime">When it was received or made, nanoseconds since 1970.</param>
/// <param name="cdr">The message; valid until the call returns.</param>
/// <returns>Whether it was the one that is sought.</returns>
public delegate bool LogTake(ulong logTime, ReadOnlySpan<byte> cdr);
