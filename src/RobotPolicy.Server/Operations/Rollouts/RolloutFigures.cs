using RobotPolicy.Server.Operations.Telemetry;

namespace RobotPolicy.Server.Operations.Rollouts;

/// <summary>Figures of the rollouts that are kept.</summary>
internal static class RolloutFigures
{
    /// <summary>Adds them.</summary>
    /// <param name="metrics">Where.</param>
    /// <param name="readWritten">Reads how many were written.</param>
    /// <param name="readLost">Reads how many were not.</param>
    public static MetricsCatalog AddRollouts(this MetricsCatalog metrics, Func<long> readWritten, Func<long> readLost) => metrics
        .Add("rollouts.written", "Rollouts that were written.", "{rollout}", () => readWritten())
        .Add("rollouts.lost", "Rollouts that were not: the disk was full or failed, or too many waited for it.", "{rollout}", () => readLost());
}
