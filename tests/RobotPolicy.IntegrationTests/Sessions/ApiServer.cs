using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RobotPolicy.Api.V1;
using RobotPolicy.Control.Observations;
using RobotPolicy.IntegrationTests.Grpc;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Options;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Sessions;

/// <summary>The operator's API as it listens, in front of a loop that writes down what it is told.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly LinesLogger _log;

    private ApiServer(WebApplication application, ApiEndpoint endpoint, RecordingLoop loop, StubbornBehaviour behaviour, LinesLogger log)
    {
        (_application, Endpoint, Loop, Behaviour, _log) = (application, endpoint, loop, behaviour, log);
        Address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()
            .Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
    }

    public ApiEndpoint Endpoint { get; }

    public RecordingLoop Loop { get; }

    public StubbornBehaviour Behaviour { get; }

    public string Address { get; }

    /// <summary>Part of the only error that the log may have.</summary>
    public string? ExpectedError { get; set; }

    public IReadOnlyCollection<string> LogLines => _log.Lines;

    /// <summary>Starts a server on a free port; fails as the service would.</summary>
    public static async Task<ApiServer> StartAsync(ApiOptions? options = null)
    {
        options ??= new ApiOptions();
        options = options.Listen == ApiOptions.DefaultListen ? options with { Listen = "127.0.0.1:0" } : options;
        options = options.Console == ApiOptions.ConsoleAuto ? options with { Console = ApiOptions.ListenNone } : options;
        var errors = new List<string>();
        options.Validate(errors);
        Assert.Empty(errors);
        var endpoint = ApiEndpoint.Load(options, TimeProvider.System.GetUtcNow(), errors);
        Assert.Empty(errors);
        var loop = new RecordingLoop(new MonotonicClock(TimeProvider.System));
        var behaviour = new StubbornBehaviour();
        var log = new LinesLogger();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log).AddFilter("Microsoft", LogLevel.Error);
        builder.Services.AddSingleton<IRobotLoop>(loop);
        builder.Services.AddSingleton(behaviour);
        endpoint!.Configure(builder);
        var application = builder.Build();
        endpoint.Map(application);
        application.MapGrpcService<StubbornIntervention>();
        application.MapGrpcService<InteropService>();
        await application.StartAsync();
        return new ApiServer(application, endpoint, loop, behaviour, log);
    }

    /// <summary>A channel that shows a token with every call, or nothing.</summary>
    public GrpcChannel Connect(HttpMessageHandler? handler = null) => GrpcChannel.ForAddress(
        Address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
        Assert.DoesNotContain(
            _log.Lines,
            line => (line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal))
                && !(ExpectedError is { } expected && line.Contains(expected, StringComparison.Ordinal)));
    }

    private sealed class LinesLogger : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
