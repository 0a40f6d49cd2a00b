using Microsoft.Extensions.Logging.Console;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Server.Api;
using RobotPolicy.Server.Composition;
using RobotPolicy.Server.Options;
using RobotPolicy.Server.RosGraph;
using RobotPolicy.Server.Sessions;
using RobotPolicy.Server.Telemetry.Otlp;

namespace RobotPolicy.Server.Hosting;

/// <summary>Runs the service from options to exit code.</summary>
internal static class ServiceHost
{
    private const int Success = 0;
    private const int InvalidSetup = 2;

    // Clients that do not hang up within this are cut off; the arm has been stopped before.
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(8);

    /// <summary>Runs until a signal.</summary>
    public static async Task<int> RunAsync(ServerOptions options, CancellationToken stop)
    {
        var errors = options.Validate().ToList();
        var endpoint = errors.Count == 0 ? ApiEndpoint.Load(options.Api, TimeProvider.System.GetUtcNow(), errors) : null;
        if (endpoint is null)
            return Refuse(errors);

        using var loggers = LoggerFactory.Create(logging => ConfigureLogging(logging, options));
        using var transportLog = new TransportLog();
        transportLog.Attach(loggers);
        AttachOnnxLog(loggers);
        try
        {
            using var parts = new ServiceParts(options, loggers, transportLog.Write, TimeProvider.System);
            loggers.AddProvider(parts.Graph.Rosout);
            using var export = options.Otlp is { } otlp ? OtlpExport.Start(otlp, InstanceOf(options), Environment.GetEnvironmentVariable, loggers) : null;
            return await RunAsync(options, endpoint, parts, new LastMetrics(export is null ? null : export.SendLastMetrics), loggers, stop).ConfigureAwait(false);
        }
        catch (CompositionException exception)
        {
            return Refuse(exception.Errors);
        }
    }

    private static async Task<int> RunAsync(
        ServerOptions options, ApiEndpoint endpoint, ServiceParts parts, LastMetrics lastMetrics, ILoggerFactory loggers, CancellationToken stop)
    {
        // A package takes seconds to load: the host is put together meanwhile.
        var started = parts.StartAsync(stop);

        // The folder that it happens to be started in is none of the service's business: a service manager starts it in "/", and the
        // host would take settings from there and watch the whole disk for changes of them.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_ => parts);
        builder.Services.AddSingleton(lastMetrics);
        builder.Services.AddSingleton(_ => parts.Runtime.Gateway);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownLimit);
        endpoint.Configure(builder);
        builder.Services.AddOperatorApi(parts.Room);

        // The lifetime takes the parts to pieces within its own StopAsync, in the order that the arm needs.
        builder.Services.AddHostedService<RuntimeLifetime>();
        builder.Services.AddHostedService<HouseKeeping>();
        builder.Services.AddSingleton(_ => ServiceManager.OfThisProcess());
        builder.Services.AddHostedService<HealthWatch>();
        builder.Services.AddHostedService(services => new RosGraphWorker(
            parts.Graph.State,
            () => parts.Graph.ReadState(services.GetRequiredService<LeaseBook>().State.Subject),
            parts.Graph.Diagnostics,
            parts.Graph.Rosout,
            parts.Graph.Alerts,
            services.GetRequiredService<ILogger<RosGraphWorker>>(),
            TimeProvider.System));

        var application = builder.Build();
        await using var _ = application.ConfigureAwait(false);
        endpoint.Map(application);
        application.MapOperatorApi();
        await started.ConfigureAwait(false);
        try
        {
            await application.StartAsync(stop).ConfigureAwait(false);
        }
        catch (Exception exception) when (endpoint.ExplainFailure(exception) is { } reason)
        {
            return Refuse([reason]);
        }

        endpoint.Announce(loggers.CreateLogger<ApiEndpoint>(), application.Urls);
        await application.WaitForShutdownAsync(stop).ConfigureAwait(false);
        return Success;
    }

    /// <summary>What tells this service from others in metrics and traces: the machine and the node.</summary>
    private static string InstanceOf(ServerOptions options) => $"{Environment.MachineName}/{options.Ros.NodeName}";

    private static int Refuse(IReadOnlyList<string> errors)
    {
        foreach (var error in errors)
            Console.Error.WriteLine($"robotpolicy-server: {OneLine(error)}");
        return InvalidSetup;
    }

    /// <summary>An error quotes files from elsewhere: it stays one line and steers no terminal.</summary>
    private static string OneLine(string error) =>
        string.Create(error.Length, error, static (line, text) =>
        {
            for (var i = 0; i < line.Length; i++)
                line[i] = char.IsControl(text[i]) ? ' ' : text[i];
        });

    private static void AttachOnnxLog(ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("RobotPolicy.Inference.OnnxRuntime");
        OnnxEnvironment.Log = (level, line) =>
        {
            if (level >= OnnxLogLevel.Error)
                Log.OnnxError(logger, line);
            else
                Log.OnnxWarning(logger, line);
        };
    }

    private static void ConfigureLogging(ILoggingBuilder logging, ServerOptions options)
    {
        logging.ClearProviders();
        if (options.JsonLog)
            logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "O";
            });
        else
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
                console.UseUtcTimestamp = true;
                console.ColorBehavior = LoggerColorBehavior.Default;
            });

        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.SetMinimumLevel(LogLevel.Information);
    }
}
