using Grpc.AspNetCore.HealthChecks;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;
using V1 = Grpc.Health.V1;

namespace RobotPolicy.Grpc.Health;

/// <summary>
/// grpc.health.v1 on the health checks: a check runs them when it is asked; a watch hears what the publisher's periodic run found,
/// and ends when the server shuts down, which it would hold up otherwise.
/// </summary>
internal sealed class HealthChecksService(
    HealthCheckService checks, HealthServiceImpl health, IOptions<GrpcHealthChecksOptions> options, IHostApplicationLifetime lifetime)
    : V1.Health.HealthBase
{
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        var service = options.Value.Services.Find(request.Service) ?? throw new RpcException(new Status(StatusCode.NotFound, ""));
        var report = await checks.CheckHealthAsync(
            check => service.HealthCheckPredicate(new HealthCheckMapContext(check.Name, check.Tags)), context.CancellationToken);
        return new HealthCheckResponse
        {
            Status = report.Status == HealthStatus.Unhealthy ? ServingStatus.NotServing : ServingStatus.Serving,
        };
    }

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await health.WatchAsync(request.Service, responseStream, end.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The server is shutting down."));
        }
    }
}
