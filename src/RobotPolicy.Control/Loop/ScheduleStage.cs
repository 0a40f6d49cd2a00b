using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Loop;

/// <summary>
/// Stage <c>schedule</c>: collects the inference's answer, samples the executor, and asks for the next chunk in time.
/// Control thread; allocates nothing.
/// </summary>
internal sealed class ScheduleStage
{
    private readonly IInference _inference;
    private readonly IChunkExecutor _executor;
    private readonly LatencyTracker _latency = new();
    private readonly long _timeoutNs;
    private readonly long _retryNs;
    private readonly int _maxNonFinite;
    private readonly long _leadNs;
    private long _epoch;
    private bool _isTaskStart;
    private bool _isStartPending;
    private long _taskEpoch;
    private long _beganNs;
    private bool _inFlight;
    private InferenceRequest _request;
    private long _notBeforeNs;
    private int _nonFiniteInRow;
    private int _underestimatedInRow;
    private bool _isCold = true;
    private TickFault _observationFault = TickFault.None;

    public ScheduleStage(IInference inference, IChunkExecutor executor, long commandLeadNs, ControlLoopOptions options)
    {
        _inference = inference;
        _executor = executor;
        _leadNs = commandLeadNs;
        _timeoutNs = options.InferenceTimeout.ToNanoseconds();
        _retryNs = options.RetryDelay.ToNanoseconds();
        _maxNonFinite = options.MaxNonFiniteAnswers;
    }

    /// <summary>The answer that arrived in this step.</summary>
    public InferenceResult? Answer { get; private set; }

    /// <summary>What became of its chunk.</summary>
    public ChunkAcceptance Acceptance { get; private set; }

    /// <summary>How much of the chunk in <see cref="Answer"/> was over when it could take over, in nanoseconds; 0 without a chunk.</summary>
    public long DelayNs { get; private set; }

    /// <summary>What the last delays let expect of the next.</summary>
    public LatencyForecast Forecast => _latency.Forecast;

    /// <summary>What the executor said in this step.</summary>
    public ScheduleSample Sample { get; private set; }

    /// <summary>Chunks thrown away because their epoch was over, their time was past, or they did not join the chunk in use.</summary>
    public long DiscardedCount { get; private set; }

    /// <summary>Begins an epoch with the arm standing at <paramref name="from"/>.</summary>
    public void Begin(long nowNs, long epoch, ReadOnlySpan<double> from, bool isTaskStart)
    {
        // A start that nothing was served for is still to be served: else the task before would go on in what the policy remembers.
        if (isTaskStart)
            (_isStartPending, _taskEpoch) = (true, epoch);
        (_epoch, _isTaskStart) = (epoch, _isStartPending);
        _beganNs = nowNs;
        _notBeforeNs = nowNs;
        _observationFault = TickFault.None;
        _isCold = true;
        _executor.Reset(epoch, from);
    }

    /// <summary>Number of the last request; requests of all policies are numbered in one row.</summary>
    public long LastRequestId => _request.Id;

    /// <summary>Goes on with the numbers of the policy before, so that an inference thread never meets one twice.</summary>
    public void NumberFrom(long lastRequestId) => _request = new InferenceRequest(lastRequestId, 0, 0);

    /// <summary>Forgets that answers were not finite, or did not join: an operator resumed.</summary>
    public void Forgive() => (_nonFiniteInRow, _underestimatedInRow) = (0, 0);

    public TickFault Step(long nowNs, bool isWanted, Span<double> target, Span<double> velocity)
    {
        var answered = Collect(nowNs);
        var dead = _inFlight && nowNs - _request.TimeNs > _timeoutNs
            ? new TickFault(StopCause.InferenceDead, -1)
            : TickFault.None;
        Sample = default;
        if (!isWanted)
            return dead;

        Sample = _executor.Sample(nowNs, target, velocity);
        if (!_inFlight && nowNs >= _notBeforeNs && _executor.WantsChunk(nowNs, _latency.Forecast))
            Request(nowNs);
        return answered.Or(dead).Or(Starvation(nowNs));
    }

    private TickFault Collect(long nowNs)
    {
        Answer = null;
        DelayNs = 0;
        if (!_inference.TryTake(out var answer))
            return TickFault.None;
        Answer = answer;
        if (answer.Request.IsTaskStart && answer.Request.Epoch >= _taskEpoch)
            _isStartPending = false;
        if (answer.Request.Id == _request.Id)
            _inFlight = false;
        if (answer.Request.Epoch != _epoch)
        {
            Acceptance = ChunkAcceptance.StaleEpoch;
            DiscardedCount++;
            return TickFault.None;
        }

        if (answer.Outcome == InferenceOutcome.Ok)
            return Accept(answer, nowNs);
        _notBeforeNs = nowNs + _retryNs;
        switch (answer.Outcome)
        {
            case InferenceOutcome.NoObservation:
                // The watchdogs of stage read name it once it lasts; until then the schedule goes on.
                _observationFault = Fault(answer.Observation);
                return TickFault.None;
            case InferenceOutcome.InvalidImage:
                return new TickFault(StopCause.CameraInvalid, -1);
            case InferenceOutcome.InvalidState:
                return new TickFault(StopCause.JointStateInvalid, -1);
            case InferenceOutcome.NonFinite:
                _nonFiniteInRow++;
                return new TickFault(StopCause.NonFiniteAction, -1, NeedsOperator: _nonFiniteInRow >= _maxNonFinite);
            case InferenceOutcome.Chosen:
                // Nothing to execute: the arm stands until somebody makes the choice a goal.
                _nonFiniteInRow = 0;
                _observationFault = TickFault.None;
                return TickFault.None;
            case InferenceOutcome.Undecided:
                _nonFiniteInRow++;
                return new TickFault(StopCause.NoChoice, -1, NeedsOperator: _nonFiniteInRow >= _maxNonFinite);
            default:
                return new TickFault(StopCause.InferenceFailed, -1);
        }
    }

    private TickFault Accept(InferenceResult answer, long nowNs)
    {
        // What was consumed counts, not what the inference took: a picture that was old already delays a chunk as much.
        DelayNs = nowNs + _leadNs - answer.Chunk.StartNs;
        _latency.Add(nowNs - answer.Request.TimeNs, DelayNs, _isCold);
        _isCold = false;
        _nonFiniteInRow = 0;
        _observationFault = TickFault.None;
        Acceptance = _executor.Accept(answer.Chunk, nowNs);
        if (Acceptance == ChunkAcceptance.Accepted)
        {
            // The first chunk of an epoch joins nothing, and proves nothing.
            if (answer.Chunk.ConditionedSteps > 0)
                _underestimatedInRow = 0;
            return TickFault.None;
        }

        DiscardedCount++;
        _notBeforeNs = nowNs + _retryNs;

        // The forecast has learned from every one of them: inference is slower than the policy was made for.
        return Acceptance == ChunkAcceptance.DelayUnderestimated && ++_underestimatedInRow >= MaxUnderestimated
            ? new TickFault(StopCause.DelayUnderestimated, -1, NeedsOperator: true)
            : TickFault.None;
    }

    private void Request(long nowNs)
    {
        _request = new InferenceRequest(_request.Id + 1, _epoch, nowNs, Sample.ChunkId, _latency.Forecast.DelayNs, _isTaskStart);
        _inFlight = true;
        _inference.Request(_request);
    }

    /// <summary>Chunks in a row that came too late to join; as many end LeRobot's real-time chunking.</summary>
    private const int MaxUnderestimated = 5;

    /// <summary>An arm that waits for its first chunk stands still; one whose schedule ran out is held. Both have a cause.</summary>
    private TickFault Starvation(long nowNs) => Sample.Status switch
    {
        ScheduleStatus.AwaitingFirst when nowNs - _beganNs > _timeoutNs =>
            _observationFault.Or(new TickFault(_inFlight ? StopCause.InferenceDead : StopCause.ChunkLate, -1)),
        ScheduleStatus.Empty => _observationFault.Or(
            new TickFault(_underestimatedInRow > 0 ? StopCause.DelayUnderestimated : StopCause.ChunkLate, -1)),
        _ => TickFault.None,
    };

    private static TickFault Fault(in ObservationResult result) => result.Status switch
    {
        ObservationStatus.JointStateMissing => new TickFault(StopCause.JointStateMissing, -1),
        ObservationStatus.JointStateStale => new TickFault(StopCause.JointStateStale, -1),
        ObservationStatus.CameraMissing => new TickFault(StopCause.CameraMissing, result.Camera),
        _ => new TickFault(StopCause.CameraStale, result.Camera),
    };
}
