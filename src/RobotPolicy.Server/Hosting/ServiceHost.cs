using Microsoft.Extensions.Logging.Console;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Server.Composition;
using RobotPolicy.Server.Options;

namespace RobotPolicy.Server.Hosting;

/// <summary>Runs the service from options to exit code.</summary>
internal static class ServiceHost
{
    private const int Success = 0;
    private const int InvalidSetup = 2;

    /// <summary>Runs until a signal.</summary>
    public static async Task<int> RunAsync(ServerOptions options, CancellationToken stop)
    {
        var errors = options.Validate();
        if (errors.Count > 0)
            return Refuse(errors);

        var builder = Host.CreateApplicationBuilder();
        ConfigureLogging(builder.Logging, options);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));
        RobotRuntime runtime;
        using var transportLog = new TransportLog();
        try
        {
            runtime = new RobotRuntime(options, transportLog.Write, TimeProvider.System);
        }
        catch (CompositionException exception)
        {
            return Refuse(exception.Errors);
        }

        // The lifetime disposes the runtime within its own StopAsync, in the order that the arm needs.
        builder.Services.AddSingleton(_ => runtime);
        builder.Services.AddHostedService<RuntimeLifetime>();
        builder.Services.AddHostedService<HouseKeeping>();

        using var host = builder.Build();
        var loggers = host.Services.GetRequiredService<ILoggerFactory>();
        transportLog.Attach(loggers);
        AttachOnnxLog(loggers);
        await host.RunAsync(stop).ConfigureAwait(false);
        return Success;
    }

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
