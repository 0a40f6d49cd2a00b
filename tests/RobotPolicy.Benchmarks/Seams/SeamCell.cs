using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Campaigns.Episodes;
using RobotPolicy.Campaigns.Virtual;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Benchmarks.Seams;

/// <summary>All episodes of one subject at one latency.</summary>
internal sealed class SeamCell(SeamSubject subject, ExecutorKind executor, int latencyMilliseconds, SeamStatistics seams)
{
    private readonly List<VirtualEpisodeResult> _episodes = [];
    private readonly List<string> _violations = [];

    public SeamSubject Subject { get; } = subject;

    public ExecutorKind Executor { get; } = executor;

    public int LatencyMilliseconds { get; } = latencyMilliseconds;

    public SeamStatistics Seams { get; } = seams;

    /// <summary>What was commanded beyond a limit, one sentence for each episode in which something was.</summary>
    public IReadOnlyList<string> Violations => _violations;

    public int EpisodeCount => _episodes.Count;

    public SuccessRate Success => new(_episodes.Count(episode => episode.Success), _episodes.Count);

    /// <summary>Seconds of each successful episode.</summary>
    public IReadOnlyList<double> Seconds => [.. _episodes.Where(episode => episode.Success).Select(episode => episode.Seconds)];

    /// <summary>Ticks after the first action in which the arm was held.</summary>
    public int StarvedTicks => _episodes.Sum(episode => episode.Ticks.SkipWhile(tick => !tick.IsPolicy).Count(tick => !tick.IsPolicy));

    public long Holds => _episodes.Sum(episode => episode.Status.HoldCount);

    public long DiscardedChunks => _episodes.Sum(episode => episode.Status.DiscardedChunkCount);

    public long Inferences => _episodes.Sum(episode => episode.InferenceCount);

    public long NetworkCalls { get; private set; }

    /// <summary>Actions executed: time under the policy in units of the package's interval.</summary>
    public double Actions { get; private set; }

    public IReadOnlyList<int> FailedSeeds => [.. _episodes.Where(episode => !episode.Success).Select(episode => episode.Seed)];

    public void Add(VirtualEpisodeResult episode, string? violation, long networkCalls, double actions)
    {
        _episodes.Add(episode with { Ticks = [.. episode.Ticks.Select(tick => tick with { Command = [] })] });
        Seams.Add(episode.Ticks);
        if (violation is not null)
            _violations.Add($"seed {episode.Seed}: {violation}");
        NetworkCalls += networkCalls;
        Actions += actions;
    }

    /// <summary>Median and largest of seams against the same of a reference's windows within chunks.</summary>
    public static (double Median, double Max) Ratio(IReadOnlyList<double> seams, IReadOnlyList<double> within) => seams.Count == 0 || within.Count == 0
        ? (double.NaN, double.NaN)
        : (Statistics.Median(seams) / Statistics.Median(within), seams.Max() / within.Max());
}
