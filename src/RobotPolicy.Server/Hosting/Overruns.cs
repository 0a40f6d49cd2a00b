namespace RobotPolicy.Server.Hosting;

/// <summary>How often the control loop overran since this was asked last.</summary>
/// <param name="Count">Times at which at least one deadline was skipped.</param>
/// <param name="Skipped">Deadlines for which no tick ran.</param>
/// <param name="WorstLatenessNs">How late a tick began at the worst since the start, in nanoseconds.</param>
/// <param name="LongTicks">Ticks that took longer than their period.</param>
/// <param name="Preempted">Those of them in which the machine took the processor away.</param>
internal readonly record struct Overruns(long Count, long Skipped, long WorstLatenessNs, long LongTicks, long Preempted);
