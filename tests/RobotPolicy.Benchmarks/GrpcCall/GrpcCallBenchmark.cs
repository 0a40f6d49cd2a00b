using System.Net;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RobotPolicy.Benchmarks.Reporting;

namespace RobotPolicy.Benchmarks.GrpcCall;

/// <summary>
/// A warm unary gRPC call over loopback against an HTTP/2 echo of as many bytes: the same Kestrel, the same handler's type, one call
/// at a time.
/// </summary>
internal static class GrpcCallBenchmark
{
    private const int WarmUpRounds = 2;
    private const int Calls = 10_000;
    private const double Bar = 1.5;

    public static BenchmarkRow Run(int rounds, Action<string> progress) => RunAsync(rounds, progress).GetAwaiter().GetResult();

    private static async Task<BenchmarkRow> RunAsync(int rounds, Action<string> progress)
    {
        await using var server = await StartAsync();
        var address = server.Urls.Single();
        using var channel = GrpcChannel.ForAddress(address);
        var client = new Health.HealthClient(channel);
        var request = new HealthCheckRequest();
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
        var echo = new Uri(address + "/echo");
        var body = new byte[5];

        List<double> ours = [], reference = [];

        // The first rounds only warm up: code is compiled anew, in the background, while it turns out to be hot.
        for (var round = -WarmUpRounds; round < rounds; round++)
        {
            progress(round < 0 ? "gRPC call, warm-up" : $"gRPC call {round + 1}/{rounds}");
            var our = await MedianMicrosecondsAsync(async () => await client.CheckAsync(request));
            var plain = await MedianMicrosecondsAsync(() => PostAsync(http, echo, body));
            if (round < 0)
                continue;
            ours.Add(our);
            reference.Add(plain);
        }

        return new BenchmarkRow("unary gRPC call p50", "µs", ours, reference, "HTTP/2 echo", Bar);
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        var health = new HealthServiceImpl();
        health.SetStatus("", HealthCheckResponse.Types.ServingStatus.Serving);
        builder.Services.AddSingleton(health);
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var application = builder.Build();
        application.MapGrpcService<HealthServiceImpl>();
        application.MapPost("/echo", http => http.Request.Body.CopyToAsync(http.Response.Body));
        await application.StartAsync();
        return application;
    }

    private static async Task PostAsync(HttpMessageInvoker http, Uri address, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        using var response = await http.SendAsync(request, CancellationToken.None);
        var answer = await response.Content.ReadAsByteArrayAsync();
        if (answer.Length != body.Length)
            throw new InvalidOperationException($"The echo of {body.Length} bytes has {answer.Length}.");
    }

    private static async Task<double> MedianMicrosecondsAsync(Func<Task> call)
    {
        var durations = new double[Calls];
        var scale = 1e6 / TimeProvider.System.TimestampFrequency;
        for (var i = 0; i < Calls; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await call();
            durations[i] = (TimeProvider.System.GetTimestamp() - start) * scale;
        }

        return Statistics.Median(durations);
    }
}
