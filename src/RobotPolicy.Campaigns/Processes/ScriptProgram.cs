using System.Diagnostics;
using System.Text.Json;

namespace RobotPolicy.Campaigns.Processes;

/// <summary>Runs programs that take a while and say how far they are: what they print goes to our standard error as it comes.</summary>
internal static class ScriptProgram
{
    /// <summary>Runs one to its end.</summary>
    /// <param name="program">Path of the executable.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="limit">Time after which it is killed.</param>
    /// <param name="stop">Kills it.</param>
    /// <returns>The last line that it printed.</returns>
    /// <exception cref="CampaignException">It is missing, failed, or took too long.</exception>
    public static string Run(string program, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken stop)
    {
        var name = Path.GetFileName(program);
        using var process = new Process { StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true } };
        var last = "";
        process.OutputDataReceived += (_, line) =>
        {
            if (string.IsNullOrWhiteSpace(line.Data))
                return;
            last = line.Data;
            Console.Error.WriteLine(line.Data);
        };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new CampaignException($"{program} did not start: {exception.Message}");
        }

        process.BeginOutputReadLine();
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timer.CancelAfter(limit);
        try
        {
            process.WaitForExitAsync(timer.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            stop.ThrowIfCancellationRequested();
            throw new CampaignException($"{name} did not end within {limit}.");
        }

        return process.ExitCode == 0 ? last : throw new CampaignException($"{name} {arguments[0]} ended with {process.ExitCode}: {last}");
    }

    /// <summary>As <see cref="Run"/>, for a program whose last line is JSON.</summary>
    /// <exception cref="CampaignException">It is not, too.</exception>
    public static JsonElement RunJson(string program, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken stop)
    {
        var line = Run(program, arguments, limit, stop);
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(line);
        }
        catch (JsonException)
        {
            throw new CampaignException($"{Path.GetFileName(program)} {arguments[0]}: the last line is no JSON: {line}");
        }
    }
}
