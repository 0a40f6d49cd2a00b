namespace RobotPolicy.Control.Timing;

/// <summary>What the kernel has accounted to a thread so far.</summary>
/// <param name="ProcessorNs">Time on a processor, in nanoseconds. What a hypervisor took is not in it, where it tells the kernel.</param>
/// <param name="Waits">Times at which the thread itself waited: for a deadline, a lock, a page from disk, a garbage collection.</param>
public readonly record struct ThreadUsage(long ProcessorNs, long Waits);
