namespace RobotPolicy.Server.Hosting;

/// <summary>How often the control loop overran since this was asked last.</summary>
/// <param name="Count">Times at which at least one deadline was skipped.</param>
/// <param name="Skipped">Deadlines for which no tick ran.</param>
/// <param name="WorstLatenessNs">How late a tick began at the worst since the start, in nanoseconds.</param>
internal readonly record struct Overruns(long Count, long Skipped, long WorstLatenessNs);
