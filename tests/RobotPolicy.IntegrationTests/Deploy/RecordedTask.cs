using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Bags;
using RobotPolicy.IntegrationTests.Cli;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.Loop;

namespace RobotPolicy.IntegrationTests.Deploy;

/// <summary>A recording that the service made of itself: a few seconds of a task on the simulator, an alert, and its end.</summary>
public sealed class RecordedTask : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("robotpolicy-layout-");

    /// <summary>Its first MCAP file.</summary>
    internal string File { get; private set; } = "";

    public async Task InitializeAsync()
    {
        var domain = TestDomain.Claim();
        using var simulator = ProgramProcess.StartSimulator(domain, seed: 1);
        using var service = ProgramProcess.StartService("run", domain, "--listen", "127.0.0.1:0", "--lease-timeout", "30", "--record", _folder.FullName);
        var address = "";
        Wait.Until(() => (address = ServiceLog.AddressOf(service)).Length > 0, () => service.Describe("has no API"));
        await ServiceTask.StartAsync(service, address, "pick up the cube");
        await Task.Delay(TimeSpan.FromSeconds(2));

        // A protective stop is an alert.
        Assert.Equal(ExitCode.Ok, (await CliRun.RunAsync(address, "stop", "protective")).Code);
        await Task.Delay(TimeSpan.FromSeconds(1));
        service.Terminate();
        Assert.Equal(0, service.WaitForExit());
        using var bag = BagReader.Open(Assert.Single(_folder.GetDirectories()).FullName);
        File = bag.Files[0];
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
