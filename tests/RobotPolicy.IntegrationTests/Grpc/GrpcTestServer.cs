using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>A Kestrel on a free loopback port with the test service.</summary>
internal sealed class GrpcTestServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private GrpcTestServer(WebApplication application, string scheme)
    {
        _application = application;
        Probe = application.Services.GetRequiredService<InteropProbe>();
        var bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Port = new Uri(bound).Port;
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
        Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<InteropProbe>();
        builder.Services.AddGrpc(grpc ?? (_ => { }));
        services?.Invoke(builder.Services);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options =>
        {
            kestrel?.Invoke(options);
            options.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                if (certificate is not null)
                    listen.UseHttps(certificate);
            });
        });
        var application = builder.Build();
        application.MapGrpcService<InteropService>();
        map?.Invoke(application);
        await application.StartAsync();
        return new GrpcTestServer(application, certificate is null ? "http" : "https");
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
    }
}
