using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>grpc.health.v1 fed by health checks.</summary>
public sealed class HealthChecksTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private GrpcTestServer _server = null!;
    private GrpcChannel _channel = null!;
    private Health.HealthClient _client = null!;
    private volatile bool _armIsHere = true;

    public async Task InitializeAsync()
    {
        _server = await GrpcTestServer.StartAsync(
            services: services =>
            {
                services.AddGrpcHealthChecks(options => options.Services.Map("arm", check => check.Tags.Contains("hardware")))
                    .AddCheck("arm", () => _armIsHere ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(), ["hardware"])
                    .AddCheck("disk", () => HealthCheckResult.Degraded())
                    .AddCheck("licence", () => HealthCheckResult.Unhealthy());
                services.Configure<HealthCheckPublisherOptions>(options =>
                    (options.Delay, options.Period) = (TimeSpan.Zero, TimeSpan.FromSeconds(1)));
            },
            map: application => application.MapGrpcHealthChecksService());
        _channel = GrpcChannel.ForAddress(_server.Address);
        _client = new Health.HealthClient(_channel);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Check_RunsTheChecksOfTheService()
    {
        Assert.Equal(ServingStatus.Serving, await CheckAsync("arm"));
        Assert.Equal(ServingStatus.NotServing, await CheckAsync(""));

        _armIsHere = false;

        Assert.Equal(ServingStatus.NotServing, await CheckAsync("arm"));
        var failure = await Assert.ThrowsAsync<RpcException>(() => CheckAsync("other"));
        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
    }

    [Fact]
    public async Task Watch_HearsOfAChange_AndDoesNotHoldUpTheShutdown()
    {
        using var watch = _client.Watch(new HealthCheckRequest { Service = "arm" });
        await WaitForAsync(watch, ServingStatus.Serving);

        _armIsHere = false;
        await WaitForAsync(watch, ServingStatus.NotServing);

        var stop = _server.StopAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext().WaitAsync(Limit));
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        await stop.WaitAsync(Limit);
    }

    private static async Task WaitForAsync(AsyncServerStreamingCall<HealthCheckResponse> watch, ServingStatus status)
    {
        do
            Assert.True(await watch.ResponseStream.MoveNext().WaitAsync(Limit));
        while (watch.ResponseStream.Current.Status != status);
    }

    private async Task<ServingStatus> CheckAsync(string service) =>
        (await _client.CheckAsync(new HealthCheckRequest { Service = service })).Status;
}
