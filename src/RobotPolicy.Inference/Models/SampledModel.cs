using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Goals;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Roles;
using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Sampling.Noise;
using RobotPolicy.Inference.Selection;

namespace RobotPolicy.Inference.Models;

/// <summary>
/// Several graphs and a sampler: the encoder sees the observation once in each inference, the denoiser is called by the sampler as
/// often as it likes, with all candidates in one run, and a chooser picks one of them.
/// </summary>
internal sealed class SampledModel : IActionModel
{
    private readonly GraphSet _graphs;
    private readonly OnnxGraph _encoder;
    private readonly ExpertDenoiser _denoiser;
    private readonly Sampler _sampler;
    private readonly ChunkContinuation? _continuation;
    private readonly ICandidateChooser _chooser;
    private readonly CandidateBatch _batch;
    private readonly RecurrentState? _recurrent;
    private readonly ExtraOutputs _extras;
    private readonly Selector? _selector;
    private readonly GaussianNoise _noise;
    private readonly float[] _startAction;
    private string? _samplingError;

    public SampledModel(
        GraphSet graphs,
        OnnxGraph encoder,
        ExpertDenoiser denoiser,
        BoundObservation observation,
        Sampler sampler,
        ChunkContinuation? continuation,
        ICandidateChooser chooser,
        CandidateBatch batch,
        NormalizedPrior? prior,
        RecurrentState? recurrent,
        ExtraOutputs extras,
        ReadOnlyMemory<float> embedding,
        Selector? selector,
        ulong seed)
    {
        Insight = new PolicyInsight(embedding, batch.SampledMemory, batch.Count, batch.Steps, batch.PastSteps, batch.ActionSize);
        (_graphs, _encoder, _denoiser, _sampler) = (graphs, encoder, denoiser, sampler);
        (_continuation, _chooser, _batch, Prior) = (continuation, chooser, batch, prior);
        _noise = new GaussianNoise(seed);
        (_recurrent, _extras, _selector) = (recurrent, extras, selector);
        (State, Images, Goals) = (observation.State, observation.Images, observation.Goals);
        if (batch.Rows > 1)
            Extras.Scores = batch.Scores;
        _startAction = new float[sampler.StartAction.Length];
    }

    public Memory<float> State { get; }

    public IReadOnlyList<Memory<float>> Images { get; }

    public GoalInputs? Goals { get; }

    public Memory<float> StartAction => _startAction;

    public NormalizedPrior? Prior { get; }

    public int ConditionedSteps => _continuation?.ConditionedSteps ?? 0;

    public Memory<float> Actions => _batch.PickedActions;

    public int ChunkSize => _batch.Steps - _batch.PastSteps;

    public long GraphTicks => _graphs.Ticks;

    public string? LastError => _samplingError ?? _graphs.LastError;

    public PolicyExtras Extras => _extras.Extras;

    public PolicyInsight Insight { get; }

    public void UseExperts(string goal) => _denoiser.UseGoal(goal);

    public PolicyStatus Run(long inference)
    {
        _samplingError = null;
        _graphs.Begin();
        _recurrent?.Begin();
        if (_graphs.Run(_encoder) is var encoded and not GraphStatus.Ok)
            return StatusOf(encoded);

        _denoiser.Begin();
        _noise.Begin(inference);
        _startAction.CopyTo(_sampler.StartAction);
        if (Prior is not null)
            _continuation?.Begin(Prior);
        var result = _sampler.Sample(_denoiser, _noise, _batch.Sampled, _continuation?.Hook);
        if (!result.IsOk)
            return Conclude(result);
        if (_chooser.Score(_batch, inference) is var scored and not GraphStatus.Ok)
            return StatusOf(scored);
        Extras.ExpertMisses = _denoiser.Misses;
        if (!_batch.TryPick())
            return Refuse("A score of the candidates is not a number");
        if (Actions.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            return Refuse("An edited action is not a number");
        if (_recurrent is not null && !_recurrent.IsFinite())
            return Refuse("What the encoder remembers is not a number");

        _recurrent?.Advance();
        _extras.Read(_graphs);
        Extras.Picked = _batch.Picked;
        Insight.Executed = Actions;
        return PolicyStatus.Ok;
    }

    public PolicyStatus Choose(ReadOnlySpan<int> history, out int choice)
    {
        (choice, _samplingError) = (0, null);
        if (_selector is null)
            return PolicyStatus.Undecided;
        _graphs.Begin();
        _recurrent?.Begin();
        return _graphs.Run(_encoder) is var encoded and not GraphStatus.Ok ? StatusOf(encoded) : _selector.Choose(_graphs, history, out choice);
    }

    public ReplayCheck? CheckReplay(int seed) => _graphs.CheckReplay(seed);

    public void Reset()
    {
        _sampler.Reset();
        _continuation?.Reset();
        _recurrent?.Reset();
        _extras.Reset();
    }

    public void BeginTask() => _extras.BeginTask();

    public void Cancel() => _graphs.Cancel();

    public void Dispose() => _graphs.Dispose();

    private PolicyStatus Conclude(SamplingResult result)
    {
        if (result.Status == SamplingStatus.Stopped)
            return PolicyStatus.Stopped;
        if (result.Status == SamplingStatus.DenoiserFailed)
            return PolicyStatus.GraphFailed;
        return Refuse($"{result.Status} at step {result.Step} of the sampler, which has {_sampler.Evaluations} network calls");
    }

    private PolicyStatus Refuse(string why)
    {
        _samplingError = why;
        return PolicyStatus.NonFiniteOutput;
    }

    private static PolicyStatus StatusOf(GraphStatus status) => status == GraphStatus.Stopped ? PolicyStatus.Stopped : PolicyStatus.GraphFailed;
}
