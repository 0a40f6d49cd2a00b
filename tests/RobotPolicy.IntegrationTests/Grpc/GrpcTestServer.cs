using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>A Kestrel on a free loopback port with the test service.</summary>
internal sealed class GrpcTestServer : IAsyncDisposable
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(20);

    private readonly WebApplication _application;
    private readonly TaskCompletionSource _closing;

    private GrpcTestServer(WebApplication application, string scheme, TaskCompletionSource closing)
    {
        (_application, _closing) = (application, closing);
        Probe = application.Services.GetRequiredService<InteropProbe>();
        var bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Port = bound.Select(address => BindingAddress.Parse(address)).Single(address => !address.IsUnixPipe).Port;
        Address = $"{scheme}://localhost:{Port}";
    }

    public InteropProbe Probe { get; }

    public int Port { get; }

    public string Address { get; }

    public static async Task<GrpcTestServer> StartAsync(
        Action<GrpcServiceOptions>? grpc = null,
        X509Certificate2? certificate = null,
        Action<KestrelServerOptions>? kestrel = null,
        Action<WebApplication>? map = null,
        Action<IServiceCollection>? services = null,
        Action<HttpsConnectionAdapterOptions>? https = null,
        int port = 0)
    {
        var closing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<InteropProbe>();
        builder.Services.AddGrpc(grpc ?? (_ => { }));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = DrainLimit);
        services?.Invoke(builder.Services);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options =>
        {
            kestrel?.Invoke(options);
            options.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.Use(next => connection =>
                {
                    connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested.Register(() => closing.TrySetResult());
                    return next(connection);
                });
                if (certificate is not null)
                    listen.UseHttps(certificate, https ?? (_ => { }));
            });
        });
        var application = builder.Build();
        application.MapGrpcService<InteropService>();
        map?.Invoke(application);
        await application.StartAsync();
        return new GrpcTestServer(application, certificate is null ? "http" : "https", closing);
    }

    /// <summary>Stops as a service does that is told to: no new connections, and the calls in flight may end.</summary>
    public Task StopAsync() => _application.StopAsync();

    /// <summary>Begins to stop. When it returns, the oldest connection is told to take no new calls.</summary>
    /// <returns>The end of the stop, to be awaited in its turn.</returns>
    public async Task<Task> BeginStopAsync()
    {
        var stop = _application.StopAsync();
        await _closing.Task.WaitAsync(DrainLimit);
        return stop;
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
    }
}
