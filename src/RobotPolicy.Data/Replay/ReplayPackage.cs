namespace RobotPolicy.Data.Replay;

/// <summary>A policy as it was recorded, and what was replayed in its place; immutable.</summary>
/// <param name="Name">Name of the recorded package.</param>
/// <param name="Hash">Its hash; empty where it was not noted.</param>
/// <param name="Executor">Its executor.</param>
/// <param name="Device">What computed it.</param>
/// <param name="NameNow">Name of the replayed package; empty where none could be loaded.</param>
/// <param name="HashNow">Its hash.</param>
/// <param name="ExecutorNow">Its executor.</param>
/// <param name="IsRecorded">Whether it is the recorded one, bit by bit.</param>
public sealed record ReplayPackage(
    string Name, string Hash, string Executor, string Device, string NameNow, string HashNow, string ExecutorNow, bool IsRecorded);
