using Microsoft.Playwright;
using RobotPolicy.Campaigns.Goals;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Campaigns.Watching;
using RobotPolicy.IntegrationTests.CycloneDds;
using ApiMode = RobotPolicy.Api.V1.ControlMode;
using ApiState = RobotPolicy.Api.V1.RobotState;

namespace RobotPolicy.IntegrationTests.OperatorConsole;

/// <summary>
/// The running demo, the simulated arm before three discs, with a browser before its console. What the page does is judged by the service's
/// other client and by the simulator's ground truth, never by the page.
/// </summary>
internal sealed class ConsoleRig : IAsyncDisposable
{
    // A machine that builds beside the tests starves a browser for seconds; what a silent page leads to has a test of its own.
    private static readonly string[] PatientLease = ["--lease-timeout", "10"];

    // The same for the silence of a human in command, which a profile states.
    private const string PatientIntervention = """

        intervention:
          topic: /leader/joint_states
          type: joint_state
          mode: clutch
          deadman: {type: presence}
          silence_s: 4

        """;

    private readonly ChildProcess _simulator;
    private readonly ChildProcess _process;
    private readonly ConsoleBrowser _browser;

    private ConsoleRig(ChildProcess simulator, ChildProcess process, CampaignSetup setup, ConsoleBrowser browser)
    {
        (_simulator, _process, Setup, _browser) = (simulator, process, setup, browser);
        Console = process.FindLine("Console at ")!;
        Service = new ServiceClient(setup.Endpoint, TimeProvider.System);
        Graph = new RobotGraph(setup.Domain, TimeProvider.System);
    }

    public CampaignSetup Setup { get; }

    public string Console { get; }

    public ServiceClient Service { get; }

    public RobotGraph Graph { get; }

    public static Task<ConsoleRig> StartAsync(params string[] more) => StartAsync(CampaignSetup.Find(), more);

    /// <summary>Starts it for a page that drives the arm: a human who falls silent is given four seconds, the longest that a profile may state being five.</summary>
    public static async Task<ConsoleRig> StartForDrivingAsync(params string[] more)
    {
        var setup = CampaignSetup.Find();
        var folder = Directory.CreateTempSubdirectory("robotpolicy-console-");
        try
        {
            var profile = Path.Combine(folder.FullName, "robot.yaml");
            File.WriteAllText(profile, File.ReadAllText(setup.Hardware) + PatientIntervention);
            return await StartAsync(setup with { Hardware = profile }, more);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<ConsoleRig> StartAsync(CampaignSetup found, params string[] more)
    {
        var stop = CancellationToken.None;
        var setup = found with { Domain = TestDomain.Claim(), Scene = DiscGoals.Scene, Policy = "place_on_disc" };
        var simulator = await Programs.StartSimulatorAsync(setup, seed: 1000, stop);
        var process = await Programs.StartServiceAsync(setup, stop, ["--console", "127.0.0.1:0", .. PatientLease, .. more]);
        var rig = new ConsoleRig(simulator, process, setup, await ConsoleBrowser.StartAsync());
        await rig.WaitAsync(state => state is { Mode: ApiMode.Idle, BlockedBy: RobotPolicy.Api.V1.StopCause.None }, "the robot to be ready");
        return rig;
    }

    /// <summary>Opens the console, or another way to it, in a page of its own.</summary>
    public Task<IPage> OpenAsync(BrowserNewContextOptions? options = null, string? at = null) => _browser.OpenAsync(at ?? Console, options);

    /// <inheritdoc cref="ConsoleBrowser.Forgive"/>
    public void Forgive() => _browser.Forgive();

    /// <summary>Waits until the service says so.</summary>
    public Task<ApiState> WaitAsync(Func<ApiState, bool> condition, string what) => Service.WaitAsync(condition, what, CancellationToken.None);

    /// <summary>The state now, as the service's other client sees it.</summary>
    public Task<ApiState> StateAsync() => Service.StateAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _browser.DisposeAsync();
        }
        finally
        {
            Graph.Dispose();
            Service.Dispose();
            _process.Dispose();
            _simulator.Dispose();
        }
    }
}
