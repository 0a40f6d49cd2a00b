using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RobotPolicy.IntegrationTests.Telemetry;

/// <summary>A collector for tests: takes metrics and traces by OTLP over gRPC or HTTP, and keeps the newest of every metric and all spans.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private const int GrpcPrefix = 5;

    // HTTP has a path, by which the service knows the protocol.
    private const string Path = "/otlp";

    private readonly WebApplication _application;
    private readonly bool _grpc;

    private OtlpReceiver(WebApplication application, bool grpc)
    {
        (_application, _grpc) = (application, grpc);
        foreach (var (signal, take) in new (string, Action<WireMessage>)[] { ("metrics", TakeMetrics), ("traces", TakeTraces) })
        {
            var service = signal == "metrics" ? "metrics.v1.MetricsService" : "trace.v1.TraceService";
            application.MapPost(
                grpc ? $"/opentelemetry.proto.collector.{service}/Export" : $"{Path}/v1/{signal}",
                context => TakeAsync(context, grpc, take));
        }
    }

    public ConcurrentDictionary<string, ReceivedMetric> Metrics { get; } = new();

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = new();

    public ConcurrentDictionary<string, object> Resource { get; } = new();

    public string Address => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + (_grpc ? "" : Path);

    public static async Task<OtlpReceiver> StartAsync(bool grpc)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var receiver = new OtlpReceiver(builder.Build(), grpc);
        await receiver._application.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static async Task TakeAsync(HttpContext context, bool grpc, Action<WireMessage> take)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        take(WireMessage.Parse(body.ToArray()[(grpc ? GrpcPrefix : 0)..]));
        context.Response.ContentType = grpc ? "application/grpc" : "application/x-protobuf";
        if (!grpc)
            return;
        await context.Response.Body.WriteAsync(new byte[GrpcPrefix]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static Dictionary<string, object> Attributes(WireMessage message, int field) => message.All(field).ToDictionary(
        pair => pair.Text(1),
        pair => pair.All(2).Single() is var value && value.Has(1) ? value.Text(1) : value.Has(3) ? (object)(long)value.Number(3) : value.Has(4) ? value.Double(4) : "");

    // ExportMetricsServiceRequest: resource_metrics = 1 { resource = 1, scope_metrics = 2 { metrics = 2 } }.
    private void TakeMetrics(WireMessage request)
    {
        foreach (var resource in request.All(1))
        {
            foreach (var (name, value) in resource.All(1).SelectMany(each => Attributes(each, 1)))
                Resource[name] = value;
            foreach (var metric in resource.All(2).SelectMany(scope => scope.All(2)))
                Metrics[metric.Text(1)] = Read(metric);
        }
    }

    // Metric: name = 1, unit = 3, gauge = 5, sum = 7, histogram = 9; their points = 1. NumberDataPoint: as_double = 4. HistogramDataPoint: count = 4.
    private static ReceivedMetric Read(WireMessage metric)
    {
        var (kind, field) = metric.Has(9) ? ("histogram", 9) : metric.Has(7) ? ("counter", 7) : ("gauge", 5);
        var points = metric.All(field).SelectMany(data => data.All(1));
        return new ReceivedMetric(metric.Text(3), kind, points.Sum(point => field == 9 ? point.Number(4) : point.Double(4)));
    }

    // ExportTraceServiceRequest: resource_spans = 1 { scope_spans = 2 { spans = 2 } }.
    private void TakeTraces(WireMessage request)
    {
        foreach (var span in request.All(1).SelectMany(resource => resource.All(2)).SelectMany(scope => scope.All(2)))
            Spans.Enqueue(new ReceivedSpan(span.Text(5), span.Hex(1), span.Hex(2), span.Hex(4), span.Number(7), span.Number(8), Attributes(span, 9)));
    }
}
