namespace RobotPolicy.Server.Hosting;

/// <summary>One thing asked of the operating system, and what became of it.</summary>
/// <param name="Name">What was asked for, such as <c>SCHED_FIFO 50</c>.</param>
/// <param name="Applied">Whether it is in force.</param>
/// <param name="Reason">Where it is not: why, and the command that would permit it.</param>
public readonly record struct RealTimeSetting(string Name, bool Applied, string? Reason);
