using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using RobotPolicy.Server.Options;
using RobotPolicy.Server.Telemetry.Tracing;

namespace RobotPolicy.Server.Telemetry.Otlp;

/// <summary>
/// Sends metrics and traces to a collector by OTLP, on threads of its own. Whether the collector is there makes no difference to the service but
/// one line in its log. Nothing of it is loaded where nobody asks for it.
/// </summary>
internal sealed class OtlpExport : IDisposable
{
    // The arm stands by then; what the collector has not taken within this is lost.
    private const int FlushMs = 1500;

    private readonly OpenTelemetrySdk _sdk;
    private readonly CollectorWatch _watch;

    private OtlpExport(OpenTelemetrySdk sdk, CollectorWatch watch) => (_sdk, _watch) = (sdk, watch);

    /// <summary>Begins to export.</summary>
    /// <param name="options">Where to; validated by the caller.</param>
    /// <param name="instance">What tells this service from others.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="loggers">Logs.</param>
    public static OtlpExport Start(OtlpOptions options, string instance, Func<string, string?> environment, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger<OtlpExport>();
        var address = options.Describe(environment);
        var watch = new CollectorWatch(logger, address);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(options.Defaults(environment))
            .AddEnvironmentVariables()
            .AddInMemoryCollection(options.Overrides())
            .Build();
        var sdk = OpenTelemetrySdk.Create(builder =>
        {
            builder.Services.AddSingleton<IConfiguration>(configuration);
            builder
                .ConfigureResource(resource => resource
                    .Clear()
                    .AddService("robotpolicy", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(), autoGenerateServiceInstanceId: false, serviceInstanceId: instance)
                    .AddTelemetrySdk()
                    .AddEnvironmentVariableDetector())
                .WithMetrics(metrics => metrics.AddMeter(ServiceMetrics.MeterName))
                .WithTracing(tracing => tracing.AddSource(ServiceTraces.SourceName))
                .UseOtlpExporter();
        });
        OtlpLog.Exporting(logger, address);
        return new OtlpExport(sdk, watch);
    }

    /// <summary>Sends the last metrics, while what they are read from is still there. None follow.</summary>
    public void SendLastMetrics() => _sdk.MeterProvider.Shutdown(FlushMs);

    /// <summary>Sends what is left, as far as the collector takes it at once, and ends.</summary>
    public void Dispose()
    {
        SendLastMetrics();
        _sdk.TracerProvider.Shutdown(FlushMs);
        _watch.Dispose();
        _sdk.Dispose();
    }
}
