using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Replay;

/// <summary>How long the inferences of a recording took.</summary>
public static class LogLatency
{
    /// <summary>The median from request to end; <see langword="null"/> where there are none.</summary>
    /// <param name="path">A recording of this service.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="BagException">It is damaged, or no recording of this service.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public static TimeSpan? Median(string path, CancellationToken stop = default)
    {
        using var log = new LogStream(path, []);
        var latencies = new List<long>();
        while (log.TryTakeTick(out _, 0))
        {
            stop.ThrowIfCancellationRequested();
            log.Events.Clear();
            while (log.Inferences.TryDequeue(out var inference))
                latencies.Add(inference.EndNs - inference.Request.TimeNs);
        }

        if (latencies.Count == 0)
            return null;
        latencies.Sort();
        return TimeSpan.FromTicks(latencies[(latencies.Count - 1) / 2] / TimeSpan.NanosecondsPerTick);
    }
}
