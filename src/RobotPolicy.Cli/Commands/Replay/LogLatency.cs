using RobotPolicy.Data.Log;

namespace RobotPolicy.Cli.Commands.Replay;

/// <summary>How long the inferences of a recording took.</summary>
internal static class LogLatency
{
    /// <summary>The median from request to end; <see langword="null"/> where there are none.</summary>
    public static TimeSpan? Median(string path)
    {
        using var log = new LogStream(path, []);
        var latencies = new List<long>();
        while (log.TryTakeTick(out _, 0))
            while (log.Inferences.TryDequeue(out var inference))
                latencies.Add(inference.EndNs - inference.Request.TimeNs);
        if (latencies.Count == 0)
            return null;
        latencies.Sort();
        return TimeSpan.FromTicks(latencies[(latencies.Count - 1) / 2] / TimeSpan.NanosecondsPerTick);
    }
}
