using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RobotPolicy.Server.Api;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.Server.Options;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Benchmarks.Alerts;

/// <summary>The operator's API on loopback around a scripted loop whose task runs.</summary>
internal sealed class AlertServer : IAsyncDisposable
{
    private const double RateHz = 100;

    private readonly OperationsRig _rig = new(TimeProvider.System, rateHz: RateHz);
    private readonly CancellationTokenSource _stop = new();
    private readonly WebApplication _application;
    private readonly Timer _ticks;
    private readonly Task _running;

    private AlertServer()
    {
        var problems = new List<string>();
        var endpoint = ApiEndpoint.Load(new ApiOptions { Listen = "127.0.0.1:0", Console = ApiOptions.ListenNone }, TimeProvider.System.GetUtcNow(), problems)
            ?? throw new InvalidOperationException(string.Join("; ", problems));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IRobotLoop>(_rig.Loop);
        endpoint.Configure(builder);
        builder.Services.AddOperatorApi(_rig.Room);
        _application = builder.Build();
        endpoint.Map(_application);
        _application.MapOperatorApi();
        _rig.Source.Scores = ["score"];
        _rig.Loop.TicksWhenLookedAt = false;
        _ticks = new Timer(_ => _rig.Loop.Tick(), null, TimeSpan.Zero, TimeSpan.FromSeconds(1 / RateHz));
        _running = _rig.Room.RunAsync(_stop.Token);
    }

    public FakeRobotLoop Loop => _rig.Loop;

    /// <summary>To the API; open once it has started.</summary>
    public GrpcChannel Channel { get; private set; } = null!;

    public static async Task<AlertServer> StartAsync()
    {
        var server = new AlertServer();
        await server._application.StartAsync();
        server.Channel = GrpcChannel.ForAddress(server._application.Urls.Single());
        await server._rig.LoadAsync();
        await server._rig.Room.Tasks.StartAsync(new TaskStart { StartedBy = "benchmark" });
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Channel.Dispose();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
        await _ticks.DisposeAsync();
        _rig.Dispose();
        _stop.Dispose();
    }
}
