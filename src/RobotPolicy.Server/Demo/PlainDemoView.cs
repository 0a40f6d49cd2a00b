using System.Globalization;
using RobotPolicy.Server.Composition;

namespace RobotPolicy.Server.Demo;

/// <summary>One line per change of phase and one per episode: for logs and continuous integration.</summary>
internal sealed class PlainDemoView(RobotRuntime runtime, DemoOptions options, IReadOnlyList<EpisodeResult> results)
    : DemoView(runtime, options, results)
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
    public override void EpisodeEnded(EpisodeResult result)
    {
        var tick = Figures().First(figure => figure.Name == "tick").Value;
        var inference = Figures().First(figure => figure.Name == "inference").Value;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"episode {Results.Count}/{Options.Episodes} seed {result.Seed}: {(result.Success ? "SUCCESS" : "FAILED")} after {result.Seconds:F1} s, "
            + $"{Successes} of {Results.Count} so far; tick {tick}; inference {inference}"));
    }
}
