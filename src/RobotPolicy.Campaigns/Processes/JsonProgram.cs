using System.Diagnostics;
using System.Text.Json;

namespace RobotPolicy.Campaigns.Processes;

/// <summary>Runs programs of ours that answer in JSON and end.</summary>
internal static class JsonProgram
{
    /// <summary>Runs one to its end.</summary>
    /// <returns>What it printed: its last line as JSON.</returns>
    /// <exception cref="CampaignException">It failed.</exception>
    public static async Task<JsonElement> RunAsync(string program, IEnumerable<string> arguments, CancellationToken stop)
    {
        var name = Path.GetFileName(program);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new CampaignException($"{name} could not be started.");
        var errors = process.StandardError.ReadToEndAsync(stop);
        var output = await process.StandardOutput.ReadToEndAsync(stop).ConfigureAwait(false);
        await process.WaitForExitAsync(stop).ConfigureAwait(false);
        var line = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        if (process.ExitCode != 0 || line is null)
            throw new CampaignException(
                $"{name} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {await errors.ConfigureAwait(false)}{output}");
        return JsonDocument.Parse(line).RootElement.Clone();
    }
}
