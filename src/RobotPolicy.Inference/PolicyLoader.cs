using System.Globalization;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Models;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Selection;
using RobotPolicy.Inference.SingleStep;

namespace RobotPolicy.Inference;

/// <summary>Makes a running policy out of a package folder and a robot, or says everything that prevents it.</summary>
public static class PolicyLoader
{
    private const double MinIntervalSeconds = 0.001;
    private const int ReplaySeed = 22583;
    private const double MaxIntervalSeconds = 1;

    // Half of what the history of joint states holds at 500 Hz: the instant of an observation lags behind the newest state.
    private const double MaxHistorySeconds = 0.5;

    /// <summary>Loads, validates, binds to the robot and warms up. Takes seconds; set-up only.</summary>
    /// <param name="folder">Package folder.</param>
    /// <param name="robot">Robot to bind to, by the names of joints and cameras.</param>
    /// <param name="images">Turns pictures into tensors; used by the policy from then on, one thread at a time.</param>
    /// <param name="options">How to load.</param>
    /// <returns>The policy, or all errors of package, graph and robot together.</returns>
    /// <exception cref="OperationCanceledException">The process is ending.</exception>
    public static PolicyLoadResult Load(string folder, RobotDescription robot, IImagePreprocessor images, PolicyLoaderOptions? options = null) =>
        OnnxEnvironment.RunToItsEnd(() => LoadNow(folder, robot, images, options ?? new PolicyLoaderOptions()));

    private static PolicyLoadResult LoadNow(string folder, RobotDescription robot, IImagePreprocessor images, PolicyLoaderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.WarmUpRuns, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.WarmUpRuns, 100);
        var start = options.TimeProvider.GetTimestamp();
        var errors = new List<PackageError>();
        if (PolicyPackage.Read(folder, errors, options.Executor, options.WithoutMonitor) is not { } package)
            return new PolicyLoadResult { Errors = errors };

        options.OnStage?.Invoke(PolicyLoadStage.CreatingSession);
        var device = DeviceChoice.Make(
            options.Graph.Device,
            options.DeviceProbe ?? (options.Graph.Device.Device == ExecutionDevice.Cpu ? new InProcessDeviceProbe() : ChildDeviceProbe.OfThisProgram()));
        if (device.Options is null)
            return new PolicyLoadResult
            {
                Errors = [.. errors, new PackageError { File = ManifestReader.FileName, Field = "device", Expected = $"{options.Graph.Device}", Actual = device.Problem! }],
            };

        options = options with { Graph = options.Graph with { Device = device.Options } };
        var loaded = ModelLoader.Open(package, options, errors);
        var spec = CreateSpec(package, loaded?.Model.ChunkSize, options, errors);
        var binding = RobotFit.Bind(package, spec, robot, errors);
        if (options.GoalImages is null && loaded is not null && (package.Manifest.Goals?.Inputs ?? []).Any(i => i.Kind == TaskGoalKind.Picture))
            errors.Add(new PackageError
            {
                File = package.Manifest.DescribedBy,
                Field = "x-robotpolicy.goals",
                Expected = "a program that reads goal pictures",
                Actual = "one that does not",
            });
        var warnings = new List<PackageError>();
        var monitor = loaded is null ? null : FailureLoader.Load(package, loaded.Model, options, errors, warnings);
        if (errors.Count > 0 || loaded is not { } model || binding is null)
        {
            monitor?.Dispose();
            loaded?.Dispose();
            return new PolicyLoadResult { Errors = errors };
        }

        var policy = new OnnxPolicy(package, model, spec, binding, robot, images, options.GoalImages, options.TimeProvider, monitor);
        CheckPrimitives(policy, package, errors);
        if (errors.Count > 0)
        {
            policy.Dispose();
            return new PolicyLoadResult { Errors = errors };
        }

        var loadTime = options.TimeProvider.GetElapsedTime(start);
        options.OnStage?.Invoke(PolicyLoadStage.WarmingUp);
        var times = policy.WarmUp(options.WarmUpRuns, device.Options.Device == ExecutionDevice.Cpu ? options.WarmUpTime : TimeSpan.MaxValue, out var status);
        var replay = status == PolicyStatus.Ok ? model.Model.CheckReplay(ReplaySeed) : null;
        if (status == PolicyStatus.Ok && replay is not { Passed: false })
            return new PolicyLoadResult
            {
                Policy = policy,
                Errors = errors,
                LoadTime = loadTime,
                WarmUpTimes = times,
                Device = device.Options,
                DeviceWarning = device.Problem,
                MonitorWarnings = warnings,
            };

        errors.Add(new PackageError
        {
            File = package.Manifest.Model!,
            Field = "graph",
            Expected = replay is null ? "a warm-up that succeeds" : "replays of the captured graph that follow their inputs; else load without capturing",
            Actual = replay is { } check ? check.ToString()
                : policy.LastError is { } reason ? $"{status}: {reason}" : $"{status}",
        });
        policy.Dispose();
        return new PolicyLoadResult { Errors = errors };
    }

    /// <summary>The goals of primitives are told while a task runs: one that the package cannot use is found here.</summary>
    private static void CheckPrimitives(OnnxPolicy policy, PolicyPackage package, List<PackageError> errors)
    {
        foreach (var (index, primitive) in (policy.Spec.Selector?.Primitives ?? []).Index())
        {
            var problems = new List<string>();
            if (policy.PrepareGoal(new TextGoal(primitive.Goal), problems) is null)
                errors.Add(new PackageError
                {
                    File = package.Manifest.DescribedBy,
                    Field = $"x-robotpolicy.selector.primitives[{index}].goal",
                    Expected = "a goal that the package can use",
                    Actual = string.Join("; ", problems),
                });
        }
    }

    internal static PolicySpec CreateSpec(PolicyPackage package, int? chunkSize, PolicyLoaderOptions options, List<PackageError> errors)
    {
        void Fail(string field, string expected, string actual) =>
            errors.Add(new PackageError { File = package.Manifest.DescribedBy, Field = field, Expected = expected, Actual = actual });

        var manifest = package.Manifest;
        var chunk = chunkSize ?? manifest.ChunkSize ?? ManifestReader.MaxChunk;
        var kept = Math.Min(chunk, manifest.TrimTo ?? chunk);
        var first = manifest.ActionFormat.First;
        if (first >= kept)
            Fail("x-robotpolicy.action.first", $"less than {kept}, the actions in a chunk", $"{first}");
        if (first > 0 && manifest.Continuation is { } continuation)
            Fail($"{continuation.Field}.conditioning", "chunks that begin at the observation's time", $"x-robotpolicy.action.first is {first}");
        var horizon = Math.Max(1, kept - first);
        var execute = manifest.ActionSteps ?? horizon;
        if (execute > horizon && chunkSize is not null)
            Fail(manifest.ActionStepsField, $"at most {horizon}, the actions in a chunk", $"{execute}");

        foreach (var joint in manifest.DiscreteJoints.Where(joint => !manifest.ActionOrder.Contains(joint)))
            Fail("x-robotpolicy.executor.discrete", "joints that action.order names", ErrorText.Quote(joint));

        var seconds = manifest.ActionIntervalSeconds ?? options.ActionInterval?.TotalSeconds;
        if (!manifest.ActionIntervalIsWrong && seconds is not (>= MinIntervalSeconds and <= MaxIntervalSeconds))
            Fail(
                "x-robotpolicy.action.dt",
                "seconds from one action to the next, from 0.001 to 1, here or as an option",
                seconds?.ToString(CultureInfo.InvariantCulture) ?? "nothing");
        if ((manifest.ObservationSteps - 1) * (seconds ?? 0) > MaxHistorySeconds)
            Fail(manifest.ObservationStepsField, string.Create(CultureInfo.InvariantCulture, $"observations that reach back {MaxHistorySeconds} s at most"), string.Create(CultureInfo.InvariantCulture, $"{manifest.ObservationSteps}, {seconds} s apart"));
        if (manifest.SingleStep is not null && manifest.ObservationSteps > 1)
            Fail(manifest.ObservationStepsField, "1 for a single-step policy", $"{manifest.ObservationSteps}");
        var interval = Math.Clamp(seconds ?? MaxIntervalSeconds, MinIntervalSeconds, MaxIntervalSeconds);

        return new PolicySpec
        {
            Name = package.Name,
            Horizon = manifest.SingleStep is null ? horizon : SingleStepSpec.HeldActions(interval),
            ActionIntervalNs = (long)Math.Round(interval * 1e9),
            ObservationSteps = manifest.ObservationSteps,
            ExecuteSteps = Math.Min(execute, horizon),
            Executor = manifest.Executor,
            EnsembleDecay = manifest.EnsembleDecay ?? 0.01,
            Merge = manifest.Merge,
            RequestShare = manifest.RequestShare ?? 0.5,
            Interpolation = manifest.Interpolation,
            Conditioning = manifest.Continuation?.Conditioning ?? ChunkConditioning.None,
            Goals = [.. (manifest.Goals?.Inputs ?? []).Select(i => i.Kind)],
            RequiresGoal = manifest.Goals?.Required ?? false,
            Success = manifest.Roles.Success?.Rule,
            ProgressEnd = manifest.Roles.Progress.End,
            Selector = manifest.Roles.Selector,
            MaxDelaySteps = manifest.Continuation?.MaxDelaySteps ?? 0,
            PastSteps = manifest.Candidates.Choose == CandidateChoice.PastTokens ? manifest.Candidates.PastSteps : 0,
            DiscreteJoints = [.. manifest.DiscreteJoints.Select(manifest.RobotJoint)],
            StateJoints = [.. manifest.StateOrder.Select(manifest.RobotJoint)],
            ActionJoints = [.. manifest.ActionOrder.Select(manifest.RobotJoint)],
            Cameras = [.. manifest.Cameras.Select(c => c.RobotName)],
        };
    }
}
