using System.Diagnostics;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Campaigns.Virtual;
using RobotPolicy.Campaigns.Watching;
using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Benchmarks.Seams;

/// <summary>
/// Every executor under injected inference latency, in virtual time on the simulator: success, what seams do to the commanded motion,
/// starved ticks, limits, time and network calls. Deterministic: the same build gives the same figures.
/// </summary>
internal static class SeamBenchmark
{
    private const int FirstSeed = 200_000;
    private const int Seeds = 20;
    private const int QuickSeeds = 3;

    private static readonly int[] Latencies = [0, 50, 100, 200, 400];

    /// <summary>Measures all subjects of a package.</summary>
    /// <param name="package">Folder in <c>deploy/policies</c>.</param>
    /// <param name="quick">Fewer seeds.</param>
    /// <param name="folder">Receives <c>seams-{package}.json</c> and <c>.svg</c>.</param>
    /// <param name="progress">Told what has been done.</param>
    public static BenchmarkRow[] Run(string package, bool quick, string folder, Action<string> progress)
    {
        var setup = CampaignSetup.Find();
        var robot = setup.LoadProfile().Robot;
        using var gym = new SimulatorGym(setup.Program("RobotPolicy.Simulator", "robotpolicy-simulator"));
        var (cells, broken) = (new List<SeamCell>(), new List<BenchmarkRow>());
        foreach (var subject in SeamSubject.All.Where(subject => subject.Package == package))
        {
            using var images = new ImagePreprocessor();
            var meter = new GraphMeter();
            using var policy = Load(Path.Combine(setup.Policies, subject.Package), subject, robot, images, meter, broken, progress);
            if (policy is null)
                continue;
            foreach (var latency in Latencies)
                cells.Add(Measure(gym, robot, policy, meter, subject, latency, quick ? QuickSeeds : Seeds, progress));
        }

        if (cells.Count > 0)
        {
            SeamReport.Print(cells, Console.Out);
            SeamReport.Save(cells, Path.Combine(folder, $"seams-{package}.json"));
            SeamPlot.Save(cells, Path.Combine(folder, $"seams-{package}.svg"));
        }

        return [.. broken, .. SeamBars.Rows(cells)];
    }

    /// <summary>The policy; <see langword="null"/> where the package is not shipped, the executor is not built or, as a failed row, the package is broken.</summary>
    private static OnnxPolicy? Load(
        string folder,
        SeamSubject subject,
        RobotDescription robot,
        ImagePreprocessor images,
        GraphMeter meter,
        List<BenchmarkRow> broken,
        Action<string> progress)
    {
        if (!Directory.Exists(folder))
        {
            progress($"seams: {subject.Name}: not available, there is no package");
            return null;
        }

        var loaded = PolicyLoader.Load(folder, robot, images, new PolicyLoaderOptions { Executor = subject.Executor, Graph = new OnnxGraphOptions { Meter = meter } });
        if (loaded.Policy is not { } policy)
        {
            progress($"seams: {subject.Name}: {string.Join("; ", loaded.Errors)}");
            broken.Add(new BenchmarkRow($"{subject.Name}: loads", "packages", [double.NaN], [1], "expected", 1));
            return null;
        }

        try
        {
            ChunkExecutors.Create(policy.Spec, robot, new ExecutorOptions());
            return policy;
        }
        catch (ArgumentOutOfRangeException exception)
        {
            progress($"seams: {subject.Name}: not available, {exception.Message}");
            policy.Dispose();
            return null;
        }
    }

    private static SeamCell Measure(
        SimulatorGym gym, RobotDescription robot, OnnxPolicy policy, GraphMeter meter, SeamSubject subject, int latency, int seeds, Action<string> progress)
    {
        var control = new ControlLoopOptions();
        var executor = new ExecutorOptions();
        var cell = new SeamCell(
            subject,
            policy.Spec.Executor,
            latency,
            new SeamStatistics(robot, control.Period, executor.SeamFade, tick => tick.Command),
            new SeamStatistics(robot, control.Period, executor.SeamFade, tick => tick.Target));
        var runs = meter.MostRuns;
        var options = new VirtualEpisodeOptions
        {
            Latency = InferenceLatency.Milliseconds(latency),
            Control = control,
            Executor = executor,
            Served = _ =>
            {
                cell.CallsPerInference.Add(meter.MostRuns - runs);
                runs = meter.MostRuns;
            },
        };
        var judge = new WireJudge(SeamLimits.Of(robot, options.Control.RateHz));
        var spec = policy.Spec;
        var watch = Stopwatch.StartNew();
        for (var seed = FirstSeed; seed < FirstSeed + seeds; seed++)
        {
            var episode = VirtualEpisode.Run(gym, robot, policy, spec, options, seed);
            var executed = episode.Ticks.Count(tick => tick.IsPolicy) * control.Period.TotalNanoseconds / spec.ActionIntervalNs;
            cell.Add(episode, judge.FindViolation(SeamLimits.Commands(episode.Ticks)), executed);
        }

        progress(FormattableString.Invariant(
            $"seams: {subject.Name} at {latency} ms: {cell.Success.Successes} of {seeds} in {watch.Elapsed.TotalSeconds:F0} s"));
        return cell;
    }
}
