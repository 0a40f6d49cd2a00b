namespace RobotPolicy.Data.Recording;

/// <summary>How a recording is doing, as a value.</summary>
/// <param name="State">Whether it records.</param>
/// <param name="Reason">Why it does not, or what was dropped; empty where all is well.</param>
/// <param name="Bag">Folder of the bag; empty before it began.</param>
/// <param name="WrittenBytes">Bytes that stand in the bag's files now; those that retention deleted are not among them.</param>
/// <param name="MessageCount">Messages written so far.</param>
/// <param name="DroppedCount">Messages that were not.</param>
/// <param name="FileCount">Files so far.</param>
/// <param name="FreeBytes">Bytes that are free on the disk.</param>
public sealed record RecordingStatus(
    RecordingState State, string Reason, string Bag, long WrittenBytes, long MessageCount, long DroppedCount, int FileCount, long FreeBytes);
