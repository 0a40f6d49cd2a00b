using System.Globalization;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace RobotPolicy.IntegrationTests.Grpc.Peers;

/// <summary>Health and reflection as an independent reader of their published field numbers sees them.</summary>
public sealed class PublishedBytesTests
{
    [Fact]
    public async Task HealthAndReflection_AskedWithGrpcio_AnswerThePublishedBytes()
    {
        var health = new HealthServiceImpl();
        health.SetStatus("", HealthCheckResponse.Types.ServingStatus.Serving);
        health.SetStatus("robot", HealthCheckResponse.Types.ServingStatus.NotServing);
        await using var server = await GrpcTestServer.StartAsync(
            services: services => services.AddSingleton(health).AddGrpcReflection(),
            map: application =>
            {
                application.MapGrpcService<HealthServiceImpl>();
                application.MapGrpcReflectionService();
            });
        using var peer = PythonPeer.Run("services_client.py", server.Port.ToString(CultureInfo.InvariantCulture));

        var (exitCode, output) = await peer.WaitAsync();

        Assert.True(exitCode == 0, output);
        Assert.Contains("services ok", output, StringComparison.Ordinal);
    }
}
