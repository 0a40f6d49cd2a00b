using Grpc.AspNetCore.HealthChecks;
using Grpc.HealthCheck;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace RobotPolicy.Grpc.Health;

/// <summary>Tells those who watch a service what the periodic run of the checks found.</summary>
internal sealed class HealthChecksPublisher(HealthServiceImpl health, IOptions<GrpcHealthChecksOptions> options) : IHealthCheckPublisher
{
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var service in options.Value.Services)
        {
            var counts = report.Entries
                .Where(entry => service.HealthCheckPredicate(new HealthCheckMapContext(entry.Key, entry.Value.Tags)))
                .Select(entry => entry.Value.Status);
            health.SetStatus(service.Name, counts.Contains(HealthStatus.Unhealthy) ? ServingStatus.NotServing : ServingStatus.Serving);
        }

        return Task.CompletedTask;
    }
}
