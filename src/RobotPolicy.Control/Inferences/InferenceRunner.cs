using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Inferences;

/// <summary>
/// One inference from request to answer: assemble, infer, check, score. Never throws: whatever a policy does becomes an outcome.
/// Used by one thread at a time; allocates nothing in a steady state.
/// </summary>
public sealed class InferenceRunner
{
    private readonly IPolicy _policy;
    private readonly ObservationAssembler _assembler;
    private readonly IMonotonicClock _clock;
    private readonly Observation _observation;
    private readonly int _jointCount;
    private readonly CommandHistory? _history;
    private readonly ChunkPrior _prior;
    private readonly RecentChunks _recent;
    private readonly ScoringStage _scoring;
    private readonly IInferenceSink? _sink;
    private readonly int _cameraCount;
    private long _sinkFailures;
    private PreparedGoal? _goal;
    private long _epoch;
    private long _epochBeganNs;
    private long _failures;
    private Exception? _lastException;

    /// <summary>Creates a runner.</summary>
    /// <param name="policy">The policy; stays the caller's to dispose.</param>
    /// <param name="binding">Which of the robot's cameras the policy needs.</param>
    /// <param name="port">The robot.</param>
    /// <param name="options">How observations are aligned.</param>
    /// <param name="clock">The monotonic clock.</param>
    /// <param name="history">What was commanded, for policies that look back to it.</param>
    /// <param name="monitor">Judges every usable chunk; none unless told.</param>
    /// <param name="sink">Sees every answer; nobody unless told.</param>
    public InferenceRunner(
        IPolicy policy,
        PolicyBinding binding,
        IRobotPort port,
        ObservationOptions options,
        IMonotonicClock clock,
        CommandHistory? history = null,
        IFailureMonitor? monitor = null,
        IInferenceSink? sink = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(binding);
        ArgumentNullException.ThrowIfNull(port);
        ArgumentNullException.ThrowIfNull(clock);
        _policy = policy;
        _assembler = new ObservationAssembler(port, binding.Cameras, options, policy.Spec.ObservationSteps, policy.Spec.ActionIntervalNs);
        _clock = clock;
        _jointCount = port.Robot.Joints.Count;
        _observation = new Observation(_jointCount, binding.Cameras.Count, policy.Spec.ObservationSteps);
        _history = history;
        _prior = new ChunkPrior(policy.Spec.Horizon, _jointCount, policy.Spec.PastSteps);
        _recent = new RecentChunks(policy.Spec.Horizon, _jointCount);
        _scoring = new ScoringStage(monitor);
        _sink = sink;
        _cameraCount = binding.Cameras.Count;
    }

    /// <summary>Inferences that the policy failed or answered with an unusable chunk.</summary>
    public long FailureCount => Volatile.Read(ref _failures);

    /// <summary>Calls of the failure monitor that threw.</summary>
    public long MonitorFailureCount => _scoring.MonitorFailureCount;

    /// <summary>Answers that the sink threw at.</summary>
    public long SinkFailureCount => Volatile.Read(ref _sinkFailures);

    /// <summary>What policy, failure monitor or sink threw last; kept for the log.</summary>
    public Exception? LastException => Volatile.Read(ref _lastException);

    /// <summary>Sets what to reach from the next epoch on. Any thread; the newest counts.</summary>
    public void SetGoal(PreparedGoal? goal) => Volatile.Write(ref _goal, goal);

    /// <summary>Creates an answer of the right size.</summary>
    public InferenceResult CreateResult() => new(_policy.Spec.Horizon, _jointCount, _cameraCount, _policy.Spec.ObservationSteps);

    /// <summary>Serves one request.</summary>
    public void Run(in InferenceRequest request, InferenceResult result)
    {
        var startNs = _clock.NowNs;
        result.Request = request;
        result.StartNs = startNs;
        result.ModelNs = 0;
        result.ScoringNs = 0;
        result.AssembleNs = 0;
        result.Observation = default;
        (result.ObservedNs, result.SeenJointsNs) = (0, -1);
        result.SeenCamerasNs.AsSpan().Fill(-1);
        result.PictureStamps.AsSpan().Clear();
        result.Failure = _scoring.Unscored(request);
        try
        {
            if (request.Epoch != _epoch)
            {
                if (request.IsTaskStart)
                    _policy.BeginTask();
                _policy.Reset();
                _assembler.Reset();
                _policy.UseGoal(Volatile.Read(ref _goal));
                (_epoch, _epochBeganNs) = (request.Epoch, request.TimeNs);
                _scoring.Begin(request.IsTaskStart);
            }

            result.Observation = _assembler.Assemble(startNs, _observation);
            NoteSeen(result);
            result.AssembleNs = _clock.NowNs - startNs;
            result.Outcome = result.Observation.Status == ObservationStatus.Ok
                ? Infer(request, result)
                : InferenceOutcome.NoObservation;
            if (result.Outcome == InferenceOutcome.Ok)
                Score(request, _policy.Insight, result);
        }
        catch (Exception exception)
        {
            // A policy is foreign code with native code under it; one that throws must not end the inference thread.
            Volatile.Write(ref _lastException, exception);
            result.Outcome = InferenceOutcome.Failed;
        }
        finally
        {
            _observation.ReleaseImages();
            result.EndNs = _clock.NowNs;
            result.Chunk.InferenceEndNs = result.EndNs;
        }

        if (_scoring.TakeException() is { } thrown)
            Volatile.Write(ref _lastException, thrown);
        if (result.Outcome is InferenceOutcome.Failed or InferenceOutcome.NonFinite or InferenceOutcome.InvalidImage
            or InferenceOutcome.InvalidState or InferenceOutcome.Undecided)
            Volatile.Write(ref _failures, _failures + 1);
        Hand(result);
    }

    /// <summary>What the observation was made of, by reference: time of the newest message of each kind, and the stamps of the pictures.</summary>
    private void NoteSeen(InferenceResult result)
    {
        result.ObservedNs = result.Observation.Status == ObservationStatus.Ok ? _observation.TimeNs : 0;
        result.SeenJointsNs = _assembler.SeenJointsNs;
        _assembler.SeenCamerasNs.CopyTo(result.SeenCamerasNs);
        for (var i = 0; i < result.PictureStamps.Length; i++)
            result.PictureStamps[i] = _observation.ImageAt(i / _cameraCount, i % _cameraCount)?.StampUnixNs ?? 0;
    }

    private void Hand(InferenceResult result)
    {
        try
        {
            _sink?.OnServed(result, _policy.Insight);
        }
        catch (Exception exception)
        {
            Volatile.Write(ref _lastException, exception);
            Volatile.Write(ref _sinkFailures, _sinkFailures + 1);
        }
    }

    private InferenceOutcome Infer(in InferenceRequest request, InferenceResult result)
    {
        var chunk = result.Chunk;
        chunk.Id = request.Id;
        chunk.Epoch = request.Epoch;
        chunk.InferenceStartNs = result.StartNs;
        chunk.StartNs = _observation.TimeNs;
        chunk.IntervalNs = _policy.Spec.ActionIntervalNs;
        chunk.ModelNs = 0;
        _observation.Epoch = request.Epoch;
        chunk.ConditionedSteps = 0;
        chunk.Signals = PolicySignals.None;
        Recall(request);
        var status = _policy.Infer(_observation, _prior, chunk);
        result.ModelNs = chunk.ModelNs;
        return status switch
        {
            PolicyStatus.Ok => Keep(chunk),
            PolicyStatus.InvalidImage => InferenceOutcome.InvalidImage,
            PolicyStatus.InvalidState => InferenceOutcome.InvalidState,
            PolicyStatus.NonFiniteOutput => InferenceOutcome.NonFinite,
            PolicyStatus.Stopped => InferenceOutcome.Stopped,
            PolicyStatus.Chosen => InferenceOutcome.Chosen,
            PolicyStatus.Undecided => InferenceOutcome.Undecided,
            _ => InferenceOutcome.Failed,
        };
    }

    private void Score(in InferenceRequest request, PolicyInsight insight, InferenceResult result)
    {
        var beganNs = _clock.NowNs;
        result.Failure = _scoring.Assess(request, insight, result.Chunk);
        result.ScoringNs = _clock.NowNs - beganNs;
    }

    /// <summary>What is decided already: the rest of the chunk in use, and what was executed.</summary>
    private void Recall(in InferenceRequest request)
    {
        _prior.Clear();
        if (_recent.Find(request.ChunkInUse, request.Epoch) is { } inUse)
            _prior.Continue(inUse, _observation.TimeNs, request.ForecastNs);
        if (_history is null || _prior.PastSteps == 0)
            return;

        // What was executed in an earlier epoch, by a human or in a hold, is not the past of this policy.
        var known = _history.Read(_observation.TimeNs, _policy.Spec.ActionIntervalNs, _prior.Executed);
        var own = Math.Max(0, _observation.TimeNs - _epochBeganNs) / _policy.Spec.ActionIntervalNs;
        _prior.SetExecuted((int)Math.Min(known, own));
    }

    private InferenceOutcome Keep(ActionChunk chunk)
    {
        var outcome = Check(chunk);
        if (outcome == InferenceOutcome.Ok)
            _recent.Add(chunk);
        return outcome;
    }

    /// <summary>One value that is not finite rejects the whole chunk, whatever the policy says about it.</summary>
    private static InferenceOutcome Check(ActionChunk chunk)
    {
        if (chunk.IntervalNs <= 0)
            return InferenceOutcome.Failed;
        return Finite.All(chunk.Actions) ? InferenceOutcome.Ok : InferenceOutcome.NonFinite;
    }
}
