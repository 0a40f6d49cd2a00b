using System.Text.Json;

namespace RobotPolicy.Campaigns.Processes;

/// <summary>Runs the operator's command line as an operator does.</summary>
/// <param name="setup">Where it stands and whom it calls.</param>
internal sealed class Robotctl(CampaignSetup setup)
{
    /// <summary>Runs one command with JSON output.</summary>
    /// <returns>What it printed: its last line as JSON.</returns>
    /// <exception cref="CampaignException">It failed.</exception>
    public Task<JsonElement> RunAsync(CancellationToken stop, params string[] arguments) =>
        JsonProgram.RunAsync(setup.Program("RobotPolicy.Cli", "robotctl"), [.. arguments, "--json", "--endpoint", setup.Endpoint], stop);
}
