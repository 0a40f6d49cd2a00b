using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Inference.Actions;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Goals;
using RobotPolicy.Inference.Models;
using RobotPolicy.Inference.Normalization;
using RobotPolicy.Inference.Observations;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Roles;
using RobotPolicy.Inference.SingleStep;

namespace RobotPolicy.Inference;

/// <summary>
/// A policy of ONNX graphs: pictures and joint positions in, a chunk of joint targets out. Everything is bound and sized at
/// load, so that an inference writes straight into the graph's input memory and allocates nothing.
/// </summary>
public sealed class OnnxPolicy : IPolicy
{
    private readonly IActionModel _model;
    private readonly IImagePreprocessor _images;
    private readonly IImagePreprocessor? _goalImages;
    private readonly TimeProvider _timeProvider;
    private readonly double _nsPerTimestamp;
    private readonly ImageTensorSpec[] _imageSpecs;
    private readonly (int Width, int Height)[] _trainedSizes;
    private readonly IStateInput _state;
    private readonly VectorMap _pose;
    private readonly ActionMap _action;
    private readonly int _jointCount;
    private readonly ChunkPrior _nothing;
    private readonly PackageMonitor? _monitor;
    private ChoiceRequest? _choice;

    internal OnnxPolicy(
        PolicyPackage package,
        LoadedModel loaded,
        PolicySpec spec,
        PolicyBinding binding,
        RobotDescription robot,
        IImagePreprocessor images,
        IImagePreprocessor? goalImages,
        TimeProvider timeProvider,
        PackageMonitor? monitor)
    {
        Spec = spec;
        _monitor = monitor;
        Binding = binding;
        Task = package.Task;
        _model = loaded.Model;
        _images = images;
        _goalImages = goalImages;
        _timeProvider = timeProvider;
        _nsPerTimestamp = 1e9 / timeProvider.TimestampFrequency;
        _jointCount = robot.Joints.Count;
        _nothing = new ChunkPrior(spec.Horizon, _jointCount);
        _imageSpecs = [.. loaded.Observation.Images.Select(i => i.Spec)];
        _trainedSizes = [.. package.Cameras.Select(c => (c.Camera.Width, c.Camera.Height))];
        _pose = new VectorMap(package.StateNormalizer.Offset.Length == binding.StateJoints.Count ? binding.StateJoints : [], package.StateNormalizer, package.Manifest, robot);
        _state = package.Manifest.SingleStep is { } singleStep
            ? new TermVector(singleStep, binding.StateJoints, [.. binding.StateJoints.Select(j => package.Manifest.UnitsPerRobotUnit(robot.Joints[j].Prismatic))])
            : new StateVector(_pose, binding.StateJoints.Count);
        _action = new ActionMap(package, binding, robot, spec.ActionIntervalNs / 1e9);
        if (loaded.Residual is { } residual)
            Correction = new OnnxResidual(
                residual,
                package.Manifest.Roles.Residual!,
                new VectorMap(binding.StateJoints, package.StateNormalizer, package.Manifest, robot),
                new VectorMap(binding.ActionJoints, package.ActionNormalizer, package.Manifest, robot),
                binding,
                [.. spec.ActionJoints.Index().Where(j => spec.DiscreteJoints.Contains(j.Item)).Select(j => binding.ActionJoints[j.Index])],
                _jointCount,
                timeProvider);
    }

    /// <inheritdoc/>
    public PolicySpec Spec { get; }

    /// <inheritdoc/>
    public PolicyInsight Insight => _model.Insight;

    /// <summary>Which joint and camera of the robot stands behind each entry of the policy's vectors.</summary>
    public PolicyBinding Binding { get; }

    /// <summary>What the policy was trained to do, in words; empty where the package does not say.</summary>
    public string Task { get; }

    /// <summary>
    /// What ONNX Runtime said about the last inference that failed, or at which step of the sampler it did;
    /// <see langword="null"/> if none did.
    /// </summary>
    public string? LastError => _model.LastError;

    /// <summary>The policy's residual, for the control thread; <see langword="null"/> where it has none.</summary>
    public OnnxResidual? Correction { get; }

    /// <summary>
    /// Judges every inference by the package's scores and their calibration, on the inferring thread; <see langword="null"/> where the
    /// package has no scores. Without a calibration that fits, it says that it cannot tell.
    /// </summary>
    public IFailureMonitor? Monitor => _monitor?.Monitor;

    /// <summary>What the package says about predicting its failures; <see langword="null"/> where it has no scores.</summary>
    public FailureSpec? Failure => _monitor?.Spec;

    /// <summary>Hash of everything that the scores depend on, as loaded (<see cref="PackageHash"/>); <see langword="null"/> where there are no scores.</summary>
    public string? PackageSha256 => _monitor?.Hash;

    /// <summary>The thresholds in use; <see langword="null"/> where there are none.</summary>
    public CalibrationFile? Calibration => _monitor?.Calibration;

    /// <summary>Whether the thresholds were fitted on another package, or the same one loaded otherwise.</summary>
    public bool IsCalibrationStale => _monitor?.IsStale ?? false;

    /// <summary>What ONNX Runtime said about the last run of a score's graph that failed; <see langword="null"/> if none did.</summary>
    public string? MonitorError => _monitor?.LastError;

    /// <summary>
    /// Scores as those of <see cref="Monitor"/>, in its order, for whoever calibrates them. They share the graphs with it: one thread
    /// for all of them.
    /// </summary>
    /// <param name="ranges">
    /// Ranges of samples in normalised units, one for each of a score's dimensions (<see cref="DimensionsOf"/>), by the names of scores;
    /// −1…1 where there are none. Only <c>ace</c> and <c>consistency</c> need them.
    /// </param>
    /// <exception cref="InvalidOperationException">The package has no scores.</exception>
    public IReadOnlyList<IFailureScore> CreateScores(IReadOnlyDictionary<string, IReadOnlyList<double>>? ranges = null) =>
        _monitor?.CreateScores(ranges) ?? throw new InvalidOperationException($"Policy '{Spec.Name}' has no scores.");

    /// <summary>Numbers of an action, in the policy's order, that a score of the package looks at.</summary>
    /// <exception cref="InvalidOperationException">The package has no scores.</exception>
    public IReadOnlyList<int> DimensionsOf(ScoreSpec score) =>
        _monitor?.DimensionsOf(score) ?? throw new InvalidOperationException($"Policy '{Spec.Name}' has no scores.");

    /// <summary>What the last inference that came to something said beside actions.</summary>
    public PolicyExtras Extras => _model.Extras;

    /// <summary>Goes over to the graphs that were made for a goal, where the package has graphs for single noise levels.</summary>
    /// <param name="goal">The goal in words, as the package writes it; empty for none.</param>
    internal void UseExperts(string goal) => _model.UseExperts(goal);

    /// <summary>Infers where nothing is decided yet.</summary>
    public PolicyStatus Infer(Observation observation, ActionChunk chunk) => Infer(observation, _nothing, chunk);

    /// <inheritdoc/>
    public PolicyStatus Infer(Observation observation, ChunkPrior prior, ActionChunk chunk)
    {
        ThrowIfMisfit(observation, prior, chunk);

        if (!_state.TryWrite(observation, _model.State.Span)
            || (!_model.StartAction.IsEmpty && !_action.TryWriteStart(observation.Positions, _model.StartAction.Span)))
            return PolicyStatus.InvalidState;

        for (var step = 0; step < observation.Steps; step++)
            if (!TryConvert(observation, step))
                return PolicyStatus.InvalidImage;

        if (_model.Prior is { } decided && !_action.TryWrite(prior, observation.Positions, decided))
            return PolicyStatus.InvalidState;

        var choice = 0;
        var status = _choice is { } asked ? _model.Choose(asked.History, out choice) : _model.Run(chunk.Id);
        chunk.ModelNs = (long)(_model.GraphTicks * _nsPerTimestamp);
        if (status != PolicyStatus.Ok)
        {
            chunk.Signals = PolicySignals.None with { Choice = choice };
            return status;
        }

        // Before anything else looks at the numbers: a comparison with NaN is false, so a limit would let it pass.
        var output = _model.Actions.Span;
        if (output.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            return PolicyStatus.NonFiniteOutput;

        _state.Acted(output);
        _action.Read(output, observation.Positions, chunk);
        chunk.StartNs = observation.TimeNs;
        chunk.IntervalNs = Spec.ActionIntervalNs;
        chunk.ConditionedSteps = _model.ConditionedSteps;
        chunk.Signals = _model.Extras.Signals;
        return PolicyStatus.Ok;
    }

    /// <inheritdoc/>
    public PreparedGoal? PrepareGoal(TaskGoal goal, ICollection<string> problems)
    {
        if (_model.Goals is { } goals)
            return goals.Prepare(goal, _goalImages, _pose, problems);
        problems.Add($"policy '{Spec.Name}' takes no goals");
        return null;
    }

    /// <inheritdoc/>
    public void UseGoal(PreparedGoal? goal)
    {
        _choice = goal as ChoiceRequest;
        if (_choice is not null)
            goal = null;
        _model.Goals?.Use((GoalTensors?)goal);
        UseExperts((goal as GoalTensors)?.Text ?? "");
    }

    /// <inheritdoc/>
    public void BeginTask() => _model.BeginTask();

    /// <inheritdoc/>
    public void Reset()
    {
        _state.Reset();
        _model.Reset();
    }

    /// <summary>Ends the inference in progress, which then returns <see cref="PolicyStatus.Stopped"/>; without one, nothing happens. Any thread.</summary>
    public void Cancel() => _model.Cancel();

    /// <summary>Infers on synthetic input, so that no task pays for first-time costs. Stops at the first failure.</summary>
    /// <param name="runs">Number of inferences, at least 2: the second one shows what the first one paid.</param>
    /// <param name="limit">Time after which those that were made are enough.</param>
    /// <param name="status">How the last one ended.</param>
    /// <returns>Duration of each inference.</returns>
    public IReadOnlyList<TimeSpan> WarmUp(int runs, TimeSpan limit, out PolicyStatus status)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 2);
        var observation = new Observation(_jointCount, _imageSpecs.Length, Spec.ObservationSteps);
        var chunk = new ActionChunk(Spec.Horizon, _jointCount);
        for (var i = 0; i < _imageSpecs.Length; i++)
        {
            // In the size that the manifest states where the policy resizes or crops, so that the kernel's tables are made now, too.
            var spec = _imageSpecs[i];
            var sized = (spec.Filter != ResizeFilter.None || spec.Stages.Count > 0) && _trainedSizes[i].Width > 0;
            for (var step = 0; step < Spec.ObservationSteps; step++)
                observation.SetImage(step, i, sized
                    ? new SyntheticFrame(_trainedSizes[i].Width, _trainedSizes[i].Height)
                    : new SyntheticFrame(spec.Width, spec.Height));
        }

        status = PolicyStatus.Ok;
        var times = new List<TimeSpan>(runs);
        var began = _timeProvider.GetTimestamp();
        for (var run = 0; run < runs && status == PolicyStatus.Ok && (run == 0 || _timeProvider.GetElapsedTime(began) < limit); run++)
        {
            var start = _timeProvider.GetTimestamp();
            status = Infer(observation, chunk);
            times.Add(_timeProvider.GetElapsedTime(start));
            if (status == PolicyStatus.Ok)
                Monitor?.Assess(Insight, chunk);
        }

        Correction?.WarmUp(runs);
        if (status == PolicyStatus.Ok && Spec.Selector is { } selector)
        {
            // What it says to a made-up observation does not matter.
            UseGoal(new ChoiceRequest(new int[selector.History]));
            var chosen = Infer(observation, chunk);
            UseGoal(null);
            status = chosen is PolicyStatus.Chosen or PolicyStatus.Undecided ? PolicyStatus.Ok : chosen;
        }

        // No task is to go on from what was made up.
        BeginTask();
        Reset();
        Monitor?.Begin(isTaskStart: true);
        return times;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _model.Dispose();
        _monitor?.Dispose();
        Correction?.Dispose();
    }

    private bool TryConvert(Observation observation, int step)
    {
        for (var i = 0; i < _imageSpecs.Length; i++)
        {
            var length = _imageSpecs[i].Length;
            if (observation.ImageAt(step, i) is not { } frame
                || _images.Convert(frame, _imageSpecs[i], _model.Images[i].Span.Slice(step * length, length)) != ImageStatus.Ok)
                return false;
        }

        return true;
    }

    private void ThrowIfMisfit(Observation observation, ChunkPrior prior, ActionChunk chunk)
    {
        if (prior.JointCount != _jointCount)
            throw new ArgumentException($"Expected a prior of {_jointCount} joints, got {prior.JointCount}.", nameof(prior));
        if (observation.Steps != Spec.ObservationSteps)
            throw new ArgumentException($"Expected an observation of {Spec.ObservationSteps} instants, got {observation.Steps}.", nameof(observation));
        if (observation.Positions.Length != _jointCount || observation.Images.Length != _imageSpecs.Length)
            throw new ArgumentException(
                $"Expected an observation of {_jointCount} joints and {_imageSpecs.Length} cameras, got {observation.Positions.Length} and {observation.Images.Length}.",
                nameof(observation));
        if (chunk.Horizon != Spec.Horizon || chunk.JointCount != _jointCount)
            throw new ArgumentException(
                $"Expected a chunk of {Spec.Horizon} actions of {_jointCount} joints, got {chunk.Horizon} of {chunk.JointCount}.",
                nameof(chunk));
    }
}
