namespace RobotPolicy.Campaigns.Processes;

/// <summary>Starts the programs of a campaign and waits until they are ready.</summary>
internal static class Programs
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(50);

    /// <summary>The simulated robot.</summary>
    public static async Task<ChildProcess> StartSimulatorAsync(CampaignSetup setup, long seed, CancellationToken stop)
    {
        var simulator = ChildProcess.Start(
            setup.Program("RobotPolicy.Simulator", "robotpolicy-simulator"),
            ["run", "--scene", setup.Scene, "--seed", $"{seed}", "--domain", $"{setup.Domain}", "--discovery", "loopback"],
            Path.Combine(setup.Logs, "simulator.log"));
        await WaitUntilAsync(simulator, "READY", stop).ConfigureAwait(false);
        return simulator;
    }

    /// <summary>The service, with its API on the campaign's port.</summary>
    public static async Task<ChildProcess> StartServiceAsync(CampaignSetup setup, CancellationToken stop, params string[] more)
    {
        var service = ChildProcess.Start(
            setup.ServiceProgram, [.. ServiceArguments(setup), .. more], Path.Combine(setup.Logs, "service.log"));
        await WaitUntilAsync(service, "Ready:", stop).ConfigureAwait(false);
        await WaitUntilAsync(service, "API at ", stop).ConfigureAwait(false);
        return service;
    }

    /// <summary>The service with its outputs on a device that is always full; nobody can read from it when it is ready.</summary>
    public static ChildProcess StartServiceOnFullDisk(CampaignSetup setup)
    {
        var program = setup.ServiceProgram;
        return ChildProcess.Start(
            "/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/full 2>/dev/full", program, .. ServiceArguments(setup)], Path.Combine(setup.Logs, "full.log"));
    }

    private static string[] ServiceArguments(CampaignSetup setup) =>
    [
        "run", "--hardware", setup.Hardware, "--policy", Path.Combine(setup.Policies, setup.Policy),
        "--domain", $"{setup.Domain}", "--discovery", "loopback", "--listen", setup.Endpoint["http://".Length..],
    ];

    private static async Task WaitUntilAsync(ChildProcess child, string line, CancellationToken stop)
    {
        try
        {
            for (var waited = TimeSpan.Zero; !child.HasPrinted(line); waited += PollPeriod)
            {
                if (child.HasExited)
                    throw new CampaignException($"{child.Name} did not start:{Environment.NewLine}{child.Tail()}");
                if (waited > ReadyLimit)
                    throw new CampaignException($"{child.Name} was not ready within {ReadyLimit.TotalSeconds:F0} s:{Environment.NewLine}{child.Tail()}");
                await Task.Delay(PollPeriod, stop).ConfigureAwait(false);
            }
        }
        catch
        {
            child.Dispose();
            throw;
        }
    }
}
