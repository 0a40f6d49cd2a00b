using System.Diagnostics;
using System.Text.Json;

namespace RobotPolicy.Campaigns.Processes;

/// <summary>Runs the operator's command line as an operator does.</summary>
/// <param name="setup">Where it stands and whom it calls.</param>
internal sealed class Robotctl(CampaignSetup setup)
{
    /// <summary>Runs one command with JSON output.</summary>
    /// <returns>What it printed: its last line as JSON.</returns>
    /// <exception cref="CampaignException">It failed.</exception>
    public async Task<JsonElement> RunAsync(CancellationToken stop, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            setup.Program("RobotPolicy.Cli", "robotctl"), [.. arguments, "--json", "--endpoint", setup.Endpoint])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new CampaignException("robotctl could not be started.");
        var errors = process.StandardError.ReadToEndAsync(stop);
        var output = await process.StandardOutput.ReadToEndAsync(stop).ConfigureAwait(false);
        await process.WaitForExitAsync(stop).ConfigureAwait(false);
        var line = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        if (process.ExitCode != 0 || line is null)
            throw new CampaignException(
                $"robotctl {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors.ConfigureAwait(false)}{output}");
        return JsonDocument.Parse(line).RootElement.Clone();
    }
}
