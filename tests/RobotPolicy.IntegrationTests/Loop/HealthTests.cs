using System.Net.Sockets;
using System.Text;
using RobotPolicy.Cli.Output;
using RobotPolicy.IntegrationTests.Cli;
using RobotPolicy.IntegrationTests.CycloneDds;

namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>The service as a process, and what probes and a service manager hear from it.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class HealthTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("robotpolicy-health");
    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
    private readonly List<string> _told = [];

    public void Dispose()
    {
        _manager.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Service_Running_IsHealthyForWhoeverAsksAndTellsItsManagerUntilTheEnd()
    {
        var socket = Path.Combine(_folder.FullName, "notify");
        _manager.Bind(new UnixDomainSocketEndPoint(socket));
        using var service = ProgramProcess.StartManagedService(
            socket,
            "run", "--hardware", Checkout.HardwareFile, "--domain", $"{TestDomain.Claim()}", "--discovery", "loopback",
            "--listen", "127.0.0.1:0", "--loopback-role", "none");
        var address = "";
        Wait.Until(
            () => (address = ServiceLog.AddressOf(service)).Length > 0 && Told().Count(line => line == "WATCHDOG=1") >= 3,
            () => service.Describe("shows no signs of life"));

        var health = await CliRun.RunAsync(address, "health");
        var other = await CliRun.RunAsync(address, "status");
        var watched = service.WatchedCount;
        service.Terminate();
        var exitCode = service.WaitForExit();

        Assert.Equal(ExitCode.Ok, health.Code);
        Assert.Equal("healthy", health.Out.Trim());
        Assert.Equal(ExitCode.NotAuthorised, other.Code);
        Assert.Equal(0, watched);
        Assert.Equal(0, exitCode);
        Assert.Equal(["READY=1", "WATCHDOG=1", "STATUS=Idle"], Told()[..3]);
        Assert.Equal("STOPPING=1", _told[^1]);
    }

    private List<string> Told()
    {
        var buffer = new byte[256];
        while (_manager.Available > 0)
            _told.Add(Encoding.UTF8.GetString(buffer, 0, _manager.Receive(buffer)));
        return _told;
    }
}
