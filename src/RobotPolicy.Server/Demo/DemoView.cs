using RobotPolicy.Server.Composition;

namespace RobotPolicy.Server.Demo;

/// <summary>Shows a campaign: live where a person looks, line by line where the output is kept.</summary>
internal abstract class DemoView(RobotRuntime runtime, DemoOptions options, IReadOnlyList<EpisodeResult> results)
{
    /// <summary>The view that fits the console.</summary>
    public static DemoView Create(RobotRuntime runtime, DemoOptions options, IReadOnlyList<EpisodeResult> results) =>
        Console.IsOutputRedirected
            ? new PlainDemoView(runtime, options, results)
            : new LiveDemoView(runtime, options, results);

    /// <summary>The campaign's options.</summary>
    protected DemoOptions Options { get; } = options;

    /// <summary>Episodes that have ended.</summary>
    protected IReadOnlyList<EpisodeResult> Results { get; } = results;

    /// <summary>Episodes that succeeded.</summary>
    protected int Successes => Results.Count(result => result.Success);

    /// <summary>What goes on now; called some twenty times a second.</summary>
    public abstract void Phase(int index, long seed, string phase);

    /// <summary>An episode has ended and is in <see cref="Results"/>.</summary>
    public abstract void EpisodeEnded(EpisodeResult result);

    /// <summary>The campaign cannot go on.</summary>
    public void Failed(string reason) => Console.Error.WriteLine($"demo: {reason}");

    /// <summary>The figures of the whole campaign; the last line counts the episodes.</summary>
    public virtual void Summarise()
    {
        foreach (var (name, value) in DemoFigures.Read(runtime, Results))
            Console.WriteLine($"  {name,-22} {value}");
        Console.WriteLine($"episodes: {Successes}/{Options.Episodes} succeeded");
    }

    /// <summary>The figures of this moment.</summary>
    protected IEnumerable<(string Name, string Value)> Figures() => DemoFigures.Read(runtime, Results);
}
