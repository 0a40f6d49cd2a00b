using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Api;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Logs;
using RobotPolicy.Server.Options;
using RobotPolicy.Server.Sessions;
using RobotPolicy.TestSupport;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Api;

/// <summary>The whole API on loopback, access check included, around a loop without a robot that ticks by a timer.</summary>
internal sealed class OperatorServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stop = new();
    private readonly Timer _ticks;
    private readonly Task _running;
    private readonly ErrorLog _errors;

    private OperatorServer(WebApplication application, OperationsRig rig, ErrorLog errors)
    {
        (_application, Rig, _errors) = (application, rig, errors);
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        (Address, Console) = (addresses.First(), addresses.Last());
        Channel = GrpcChannel.ForAddress(Address);
        rig.Loop.TicksWhenLookedAt = false;
        _ticks = new Timer(_ => rig.Loop.Tick(), null, TimeSpan.Zero, TimeSpan.FromSeconds(1 / rig.Loop.RateHz));
        _running = rig.Room.RunAsync(_stop.Token);
    }

    public OperationsRig Rig { get; }

    public GrpcChannel Channel { get; }

    /// <summary>Where the API listens.</summary>
    public string Address { get; }

    /// <summary>Where the console does, if it was asked for.</summary>
    public string Console { get; }

    /// <summary>To be sent with calls that need the lease.</summary>
    public Metadata Lease { get; private set; } = [];

public static async Task<OperatorServer> StartAsync(
        double rateHz = 100, LogOptions? logs = null, string console = ApiOptions.ListenNone, ApiOptions? options = null)
    {
        var rig = new OperationsRig(TimeProvider.System, rateHz: rateHz, logs: logs);
        options ??= new ApiOptions
        {
            Listen = "127.0.0.1:0",
            Console = console,
            Lease = new LeaseOptions { Timeout = LeaseOptions.MaxTimeout },
            LoopbackRole = Role.Operator,
        };
        var problems = new List<string>();
        var endpoint = ApiEndpoint.Load(options, TimeProvider.System.GetUtcNow(), problems);
        Assert.Empty(problems);
        var errors = new ErrorLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(errors);
        builder.Services.AddSingleton<TimeProvider>(TimeProvider.System);
        builder.Services.AddSingleton<IRobotLoop>(rig.Loop);
        endpoint!.Configure(builder);
        builder.Services.AddOperatorApi(rig.Room);
        var application = builder.Build();
        endpoint.Map(application);
        application.MapOperatorApi();
        await application.StartAsync();
        return new OperatorServer(application, rig, errors);
    }

    /// <summary>Acquires the lease, and gives signs of life until the server is disposed.</summary>
    public async Task AcquireAsync()
    {
        var client = new SessionService.SessionServiceClient(Channel);
        var lease = await client.AcquireLeaseAsync(new AcquireLeaseRequest { Client = "test" });
        Lease = new Metadata { { "lease-id", lease.LeaseId } };
        _ = RetainAsync(client, lease.LeaseId);
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
        Rig.Dispose();
        _stop.Dispose();
        Assert.True(_errors.Lines.Count == 0, string.Join(Environment.NewLine, _errors.Lines));
    }

    private async Task RetainAsync(SessionService.SessionServiceClient client, string id)
    {
        using var timer = new PeriodicTimer(LeaseOptions.MaxTimeout / 10);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                await client.RetainLeaseAsync(new RetainLeaseRequest { LeaseId = id }, cancellationToken: _stop.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or RpcException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }
}
