using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Campaigns.Episodes;
using RobotPolicy.Campaigns.Virtual;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Benchmarks.Seams;

/// <summary>All episodes of one subject at one latency.</summary>
internal sealed class SeamCell(SeamSubject subject, ExecutorKind executor, int latencyMilliseconds, SeamStatistics seams, SeamStatistics targets)
{
    private readonly List<VirtualEpisodeResult> _episodes = [];
    private readonly List<string> _violations = [];
    private long _policyTicks;
    private long _limited;

    public SeamSubject Subject { get; } = subject;

    public ExecutorKind Executor { get; } = executor;

    public int LatencyMilliseconds { get; } = latencyMilliseconds;

    /// <summary>Seams of the commands.</summary>
    public SeamStatistics Seams { get; } = seams;

    /// <summary>Seams of the executor's targets, which no limit has softened.</summary>
    public SeamStatistics Targets { get; } = targets;

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

    /// <summary>Network calls of every inference: of the denoiser, or of the only graph.</summary>
    public List<long> CallsPerInference { get; } = [];

    public long NetworkCalls => CallsPerInference.Sum();

    /// <summary>Share of the ticks under the policy in which a limit changed the command.</summary>
    public double LimitedShare => (double)_limited / _policyTicks;

    /// <summary>Actions executed: time under the policy in units of the package's interval.</summary>
    public double Actions { get; private set; }

    public IReadOnlyList<int> FailedSeeds => [.. _episodes.Where(episode => !episode.Success).Select(episode => episode.Seed)];

    public void Add(VirtualEpisodeResult episode, string? violation, double actions)
    {
        _episodes.Add(episode with { Ticks = [.. episode.Ticks.Select(tick => tick with { Command = [], Target = [] })] });
        Seams.Add(episode.Ticks);
        Targets.Add(episode.Ticks);
        _policyTicks += episode.Ticks.Count(tick => tick.IsPolicy);
        _limited += episode.Ticks.Count(tick => tick.IsPolicy && tick.Limited);
        if (violation is not null)
            _violations.Add($"seed {episode.Seed}: {violation}");
        Actions += actions;
    }

    /// <summary>Largest ratio of medians of one joint; joints that hardly move are left out.</summary>
    public static double WorstJoint(SeamStatistics seams, SeamStatistics reference) => seams.SeamAccelerationsByJoint
        .Zip(reference.WithinAccelerationsByJoint, (seam, within) => (Seam: Statistics.Median(seam), Within: Statistics.Median(within)))
        .Where(joint => joint.Within > StillJoint)
        .Select(joint => joint.Seam / joint.Within)
        .DefaultIfEmpty(double.NaN)
        .Max();

    /// <summary>Median and largest of seams against the same of a reference's windows within chunks.</summary>
    public static (double Median, double Max) Ratio(IReadOnlyList<double> seams, IReadOnlyList<double> within) => seams.Count == 0 || within.Count == 0
        ? (double.NaN, double.NaN)
        : (Statistics.Median(seams) / Statistics.Median(within), seams.Max() / within.Max());

    private const double StillJoint = 0.05;
}
