using RobotPolicy.Api.V1;

namespace RobotPolicy.Campaigns.Episodes;

/// <summary>Shows a campaign: live where a person looks, line by line where the output is kept.</summary>
/// <param name="options">The campaign.</param>
/// <param name="metrics">Reads the service's figures.</param>
internal abstract class EpisodeView(EpisodeOptions options, Func<Metrics> metrics)
{
    private readonly List<EpisodeResult> _results = [];

    /// <summary>The view that fits the console.</summary>
    public static EpisodeView Create(EpisodeOptions options, Func<Metrics> metrics) =>
        Console.IsOutputRedirected ? new PlainEpisodeView(options, metrics) : new LiveEpisodeView(options, metrics);

    /// <summary>The campaign.</summary>
    protected EpisodeOptions Options { get; } = options;

    /// <summary>Episodes that have ended.</summary>
    protected IReadOnlyList<EpisodeResult> Results => _results;

    /// <summary>Episodes that succeeded.</summary>
    protected int Successes => _results.Count(result => result.Success);

    /// <summary>Whether every episode was run and succeeded.</summary>
    public bool AllSucceeded => Successes == Options.Episodes;

    /// <summary>What goes on now; called some twenty times a second.</summary>
    public abstract void Phase(int index, long seed, string phase);

    /// <summary>An episode has ended.</summary>
    public void EpisodeEnded(EpisodeResult result)
    {
        _results.Add(result);
        Show(result);
    }

    /// <summary>The campaign cannot go on.</summary>
    public static void Failed(string reason) => Console.Error.WriteLine($"demo: {reason}");

    /// <summary>The figures of the whole campaign; the last line counts the episodes.</summary>
    public virtual void Summarise()
    {
        foreach (var (name, value) in Figures())
            Console.WriteLine($"  {name,-28} {value}");
        foreach (var goal in Results.Where(result => result.Goal.Length > 0).GroupBy(result => result.Goal).OrderBy(goal => goal.Key))
            Console.WriteLine($"  {goal.Key,-28} {goal.Count(result => result.Success)}/{goal.Count()} succeeded");
        Console.WriteLine($"episodes: {Successes}/{Options.Episodes} succeeded");
    }

    /// <summary>Shows an episode that has ended and is among the results.</summary>
    protected abstract void Show(EpisodeResult result);

    /// <summary>The service's figures of this moment.</summary>
    protected Metrics ReadMetrics() => metrics();

    /// <summary>The same in words.</summary>
    protected IEnumerable<(string Name, string Value)> Figures() => ServiceFigures.Read(ReadMetrics(), Results);
}
