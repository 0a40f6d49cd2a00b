using System.Net.Sockets;
using System.Text;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RobotPolicy.Server.Hosting;
using RobotPolicy.TestSupport;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace RobotPolicy.Tests.Hosting;

/// <summary>What probes and the service manager learn about the control thread.</summary>
public sealed class HealthWatchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("notify");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
    private readonly FakeRobotLoop _loop = new(TimeProvider.System);
    private readonly HealthServiceImpl _health = new();
    private readonly Lifetime _lifetime = new();
    private readonly ServiceManager _manager;
    private readonly HealthWatch _watch;

    public HealthWatchTests()
    {
        var path = Path.Combine(_folder.FullName, "socket");
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _manager = new ServiceManager(path);
        _watch = new HealthWatch(_loop, _health, _manager, _lifetime, NullLogger<HealthWatch>.Instance, TimeProvider.System);
    }

    [Fact]
    public async Task Health_WhileTheControlThreadTicks_IsServingAndTheManagerIsTold()
    {
        _watch.Look();
        _watch.Look();

        Assert.Equal(ServingStatus.Serving, await StatusAsync());
        Assert.Equal(["READY=1", "WATCHDOG=1", "STATUS=Idle", "WATCHDOG=1"], Told());
    }

    [Fact]
    public async Task Health_OfAControlThreadThatHangs_IsNotServingAndTheWatchdogHearsNothing()
    {
        _watch.Look();
        Told();
        _loop.TicksWhenLookedAt = false;

        _watch.Look();

        Assert.Equal(ServingStatus.NotServing, await StatusAsync());
        Assert.Empty(Told());
    }

    [Fact]
    public async Task Health_OfAControlThreadThatTicksAgain_IsServing()
    {
        _watch.Look();
        _loop.TicksWhenLookedAt = false;
        _watch.Look();
        Told();
        _loop.TicksWhenLookedAt = true;

        _watch.Look();

        Assert.Equal(ServingStatus.Serving, await StatusAsync());
        Assert.Equal(["WATCHDOG=1"], Told());
    }

    [Fact]
    public async Task Health_OnceTheEndHasBegun_IsNotServingForGood()
    {
        _watch.Look();
        Told();

        _lifetime.StopApplication();
        _watch.Look();

        Assert.Equal(ServingStatus.NotServing, await StatusAsync());
        Assert.Equal(["STOPPING=1"], Told());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/no/such/socket")]
    [InlineData("@robotpolicy-nobody-listens-here")]
    public async Task Manager_ThatIsNotThere_IsDoneWithout(string? path)
    {
        using var manager = new ServiceManager(path);
        using var watch = new HealthWatch(_loop, _health, manager, _lifetime, NullLogger<HealthWatch>.Instance, TimeProvider.System);

        watch.Look();

        Assert.False(manager.IsPresent);
        Assert.Equal(ServingStatus.Serving, await StatusAsync());
    }

    [Fact]
    public void Manager_ThatReadsNothing_IsNeverWaitedFor()
    {
        for (var i = 0; i < 10_000; i++)
            _manager.Alive();

        Assert.All(Told(), line => Assert.Equal("WATCHDOG=1", line));
    }

    public void Dispose()
    {
        _watch.Dispose();
        _manager.Dispose();
        _listener.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<ServingStatus> StatusAsync() => (await _health.Check(new HealthCheckRequest(), null!)).Status;

    private List<string> Told()
    {
        var lines = new List<string>();
        var buffer = new byte[256];
        while (_listener.Available > 0)
            lines.Add(Encoding.UTF8.GetString(buffer, 0, _listener.Receive(buffer)));
        return lines;
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();
    }
}
