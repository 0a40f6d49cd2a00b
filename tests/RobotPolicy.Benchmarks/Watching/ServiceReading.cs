using RobotPolicy.Api.V1;
using RobotPolicy.Campaigns.Watching;

namespace RobotPolicy.Benchmarks.Watching;

/// <summary>The service's figures at one moment, by their names.</summary>
/// <param name="Counters">Counters and gauges.</param>
/// <param name="Distributions">Distributions with their buckets.</param>
internal sealed record ServiceReading(IReadOnlyDictionary<string, double> Counters, IReadOnlyDictionary<string, Distribution> Distributions)
{
    /// <summary>Asks for them.</summary>
    public static async Task<ServiceReading> ReadAsync(ServiceClient service)
    {
        var metrics = await service.Telemetry.GetMetricsAsync(new GetMetricsRequest { Buckets = true });
        return new ServiceReading(
            metrics.Counters.ToDictionary(counter => counter.Name, counter => counter.Value),
            metrics.Distributions.ToDictionary(distribution => distribution.Name));
    }
}
