using System.Globalization;
using RobotPolicy.Api.V1;

namespace RobotPolicy.Campaigns.Episodes;

/// <summary>One line per change of phase and one per episode: for logs and continuous integration.</summary>
internal sealed class PlainEpisodeView(EpisodeOptions options, Func<Metrics> metrics) : EpisodeView(options, metrics)
{
    private string _line = "";

    /// <inheritdoc/>
    public override void Phase(int index, long seed, string phase)
    {
        var line = $"episode {index + 1}/{Options.Episodes} seed {seed}: {phase}";
        if (line == _line)
            return;
        _line = line;
        Console.WriteLine(line);
    }

    /// <inheritdoc/>
    protected override void Show(EpisodeResult result)
    {
        var metrics = ReadMetrics();
        var tick = ServiceFigures.Describe(metrics, "tick.duration");
        var inference = ServiceFigures.Describe(metrics, "inference.duration");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"episode {Results.Count}/{Options.Episodes} seed {result.Seed}{(result.Goal.Length > 0 ? $" {result.Goal}" : "")}: {(result.Success ? "SUCCESS" : "FAILED")} after {result.Seconds:F1} s, "
            + $"{Successes} of {Results.Count} so far; tick {tick}; inference {inference}"));
    }
}
