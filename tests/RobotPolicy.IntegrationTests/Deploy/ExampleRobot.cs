using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.Loop;

namespace RobotPolicy.IntegrationTests.Deploy;

/// <summary>The simulated arm on its table with three discs, and the service with the package that takes words and sketches.</summary>
public sealed class ExampleRobot : IAsyncLifetime
{
    private ProgramProcess? _simulator;

    internal ProgramProcess? Service { get; private set; }

    internal string Address { get; private set; } = "";

    public Task InitializeAsync()
    {
        var domain = TestDomain.Claim();
        _simulator = ProgramProcess.StartSimulator(domain, seed: 1, "--scene", "three_discs");
        var package = Path.Combine(Path.GetDirectoryName(Checkout.PolicyFolder)!, "place_on_disc");
        Service = ProgramProcess.StartServiceWith(
            "run", "--hardware", Checkout.HardwareFile, "--policy", package, "--domain", $"{domain}", "--discovery", "loopback", "--listen", "127.0.0.1:0", "--lease-timeout", "10");
        Wait.Until(() => (Address = ServiceLog.AddressOf(Service)).Length > 0, () => Service.Describe("has no API"));
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        Service?.Dispose();
        _simulator?.Dispose();
        return Task.CompletedTask;
    }
}
