using Microsoft.Playwright;
using RobotPolicy.Campaigns.Goals;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Campaigns.Watching;
using RobotPolicy.IntegrationTests.CycloneDds;
using ApiMode = RobotPolicy.Api.V1.ControlMode;
using ApiState = RobotPolicy.Api.V1.RobotState;

namespace RobotPolicy.IntegrationTests.OperatorConsole;

/// <summary>
/// The running demo, the simulated arm before three discs, with Debian's Chromium before its console. What the page does is judged by the
/// service's other client and by the simulator's ground truth, never by the page.
/// </summary>
internal sealed class ConsoleRig : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly ChildProcess _simulator;
    private readonly List<string> _complaints = [];
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private ConsoleRig(ChildProcess simulator, ChildProcess process, CampaignSetup setup, IPlaywright playwright, IBrowser browser)
    {
        (_simulator, Process, Setup, _playwright, _browser) = (simulator, process, setup, playwright, browser);
        Console = process.FindLine("Console at ")!;
        Service = new ServiceClient(setup.Endpoint, TimeProvider.System);
        Graph = new RobotGraph(setup.Domain, TimeProvider.System);
    }

    public ChildProcess Process { get; }

    public CampaignSetup Setup { get; }

    public string Console { get; }

    public ServiceClient Service { get; }

    public RobotGraph Graph { get; }

    /// <summary>What pages complained of; it is no error that a test expects.</summary>
    public List<string> Complaints => _complaints;

    public static async Task<ConsoleRig> StartAsync(params string[] more)
    {
        var stop = CancellationToken.None;
        var setup = CampaignSetup.Find() with { Domain = TestDomain.Claim(), Scene = DiscGoals.Scene, Policy = "place_on_disc" };
        var simulator = await Programs.StartSimulatorAsync(setup, seed: 1000, stop);
        var process = await Programs.StartServiceAsync(setup, stop, ["--console", "127.0.0.1:0", .. more]);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        });
        var rig = new ConsoleRig(simulator, process, setup, playwright, browser);
        await rig.WaitAsync(state => state is { Mode: ApiMode.Idle, BlockedBy: RobotPolicy.Api.V1.StopCause.None }, "the robot to be ready");
        return rig;
    }

    /// <summary>Opens the console in a browser of its own.</summary>
    public async Task<IPage> OpenAsync(BrowserNewContextOptions? options = null, string? at = null)
    {
        var context = await _browser.NewContextAsync(options ?? new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1400, Height = 1000 } });
        context.SetDefaultTimeout(30_000);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => Complain(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                Complain(message.Text);
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("http://127.0.0.1:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                Complain($"asks for {request.Url}");
        };
        await page.GotoAsync(at ?? Console);
        return page;
    }

    /// <summary>Waits until the service says so.</summary>
    public Task<ApiState> WaitAsync(Func<ApiState, bool> condition, string what) => Service.WaitAsync(condition, what, CancellationToken.None);

    /// <summary>The state now, as the service's other client sees it.</summary>
    public Task<ApiState> StateAsync() => Service.StateAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        Graph.Dispose();
        Service.Dispose();
        Process.Dispose();
        _simulator.Dispose();
        lock (_complaints)
            Assert.Empty(_complaints);
    }

    private void Complain(string what)
    {
        lock (_complaints)
            _complaints.Add(what);
    }
}
