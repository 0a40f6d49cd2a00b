namespace RobotPolicy.Benchmarks.Soak;

/// <summary>The service at one moment of a soak.</summary>
/// <param name="Seconds">Since the soak began.</param>
/// <param name="ResidentMegabytes">Resident memory.</param>
/// <param name="PrivateMegabytes">The part of it that no file stands behind.</param>
/// <param name="CorePercent">Percent of a core since the sample before.</param>
/// <param name="TickMicroseconds">99.9th percentile of the ticks' duration since the sample before.</param>
/// <param name="TickSeconds">Duration of all ticks so far.</param>
/// <param name="LatenessMicroseconds">The same of their wake-up's lateness.</param>
/// <param name="Episodes">Episodes that have ended.</param>
/// <param name="Counters">The service's counters.</param>
internal sealed record SoakSample(
    double Seconds,
    double ResidentMegabytes,
    double PrivateMegabytes,
    double CorePercent,
    double TickMicroseconds,
    double TickSeconds,
    double LatenessMicroseconds,
    int Episodes,
    IReadOnlyDictionary<string, double> Counters);
