using RobotPolicy.Benchmarks.PolicyCall;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Scores;
using RobotPolicy.Control.Failure.Thresholds;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Benchmarks.Failure;

/// <summary>The shipped diffusion package with pictures of noise before it, and what may judge it. One thread.</summary>
internal sealed class MonitoredInference : IDisposable
{
    private const string Package = "pick_place_diffusion";
    private const int Width = 320;
    private const int Height = 240;

    private readonly ImagePreprocessor _images = new();
    private readonly Observation _observation;
    private readonly ActionChunk _chunk;
    private readonly int _jointCount;

    /// <summary>Loads it.</summary>
    /// <param name="samples">Sampled chunks B; <see langword="null"/> for the package's own, with its monitor.</param>
    public MonitoredInference(int? samples = null)
    {
        var setup = CampaignSetup.Find();
        var robot = setup.LoadProfile().Robot;
        var shipped = Path.Combine(setup.Policies, Package);
        var folder = samples is { } count ? PackageCopy.Make(shipped, own => own["candidates"]!["count"] = count) : shipped;
        try
        {
            var loaded = PolicyLoader.Load(folder, robot, _images, new PolicyLoaderOptions { WithoutMonitor = samples is not null });
            Policy = loaded.Policy ?? throw new InvalidOperationException(string.Join("; ", loaded.Errors));
        }
        finally
        {
            if (folder != shipped)
                Directory.Delete(folder, recursive: true);
        }

        _jointCount = robot.Joints.Count;
        _observation = new Observation(_jointCount, Policy.Spec.Cameras.Count, Policy.Spec.ObservationSteps);
        _chunk = new ActionChunk(Policy.Spec.Horizon, _jointCount) { IntervalNs = Policy.Spec.ActionIntervalNs };
        var random = new Random(3);
        for (var step = 0; step < Policy.Spec.ObservationSteps; step++)
            for (var camera = 0; camera < Policy.Spec.Cameras.Count; camera++)
            {
                var pixels = new byte[Width * Height * 3];
                random.NextBytes(pixels);
                _observation.SetImage(step, camera, new MemoryFrame(PixelFormat.Rgb8, Width, Height, Width * 3, pixels));
            }
    }

    /// <summary>The policy.</summary>
    public OnnxPolicy Policy { get; }

    /// <summary>Goes on by as many actions as are executed of a chunk.</summary>
    public void Advance() => _observation.TimeNs += Policy.Spec.ExecuteSteps * Policy.Spec.ActionIntervalNs;

    /// <summary>One inference.</summary>
    public void Infer()
    {
        if (Policy.Infer(_observation, _chunk) is not PolicyStatus.Ok and var status)
            throw new InvalidOperationException($"The inference came to {status}: {Policy.LastError}");
        _chunk.StartNs = _observation.TimeNs;
    }

    /// <summary>Judges the last inference.</summary>
    public FailureReport Assess(IFailureMonitor monitor) => monitor.Assess(Policy.Insight, _chunk);

    /// <summary>The package's own score and those that look at the samples, each with a threshold that is never reached.</summary>
    public FailureMonitor CreateFullMonitor()
    {
        var insight = Policy.Insight;
        var shape = SampleShape.Of(insight);
        var ranges = new SampleRanges(insight.ActionSize);
        Infer();
        ranges.Add(insight);
        int[] all = [.. Enumerable.Range(0, insight.ActionSize)];
        IFailureScore[] scores =
        [
            .. Policy.CreateScores(),
            new ActionEntropyScore(shape, all, ranges.CellSizes(all)),
            new StacScore(shape, all),
            new ChunkConsistencyScore(shape.FutureSteps, shape.ActionSize, all, ranges.Ranges(all)),
        ];
        return new FailureMonitor(
            [.. scores.Select(score => new MonitoredScore(score, 1, new ConstantThreshold(1e9), null))],
            new FailureMonitorOptions(),
            new MonotonicClock(TimeProvider.System));
    }

    public void Dispose()
    {
        Policy.Dispose();
        _images.Dispose();
    }
}
