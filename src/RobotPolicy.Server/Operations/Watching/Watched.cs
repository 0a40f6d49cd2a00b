namespace RobotPolicy.Server.Operations.Watching;

/// <summary>What there is now, and a watcher of everything that follows; nothing is missing or twice between the two.</summary>
/// <param name="Now">What there is now, oldest first.</param>
/// <param name="Changes">What follows; the receiver disposes it.</param>
public sealed record Watched<T>(IReadOnlyList<T> Now, Watcher<T> Changes);
