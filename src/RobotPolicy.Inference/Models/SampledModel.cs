using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Goals;
using RobotPolicy.Inference.Graphs;
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
    private readonly OnnxDenoiser _denoiser;
    private readonly Sampler _sampler;
    private readonly ChunkContinuation? _continuation;
    private readonly ICandidateChooser _chooser;
    private readonly CandidateBatch _batch;
    private readonly GaussianNoise _noise;
    private readonly float[] _startAction;
    private string? _samplingError;

    public SampledModel(
        GraphSet graphs,
        OnnxGraph encoder,
        OnnxDenoiser denoiser,
        ObservationLayout observation,
        Sampler sampler,
        ChunkContinuation? continuation,
        ICandidateChooser chooser,
        CandidateBatch batch,
        NormalizedPrior? prior,
        ulong seed)
    {
        (_graphs, _encoder, _denoiser, _sampler) = (graphs, encoder, denoiser, sampler);
        (_continuation, _chooser, _batch, Prior) = (continuation, chooser, batch, prior);
        _noise = new GaussianNoise(seed);
        Images = [.. observation.Images.Select(i => encoder.BindInput(i.Input, i.Shape))];
        State = observation.StateInput is { } state ? encoder.BindInput(state, observation.StateShape) : Memory<float>.Empty;
        Goals = GoalInputs.Bind(encoder, observation.Goals);
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

    /// <summary>Network calls of the denoiser since it was made, however many candidates each of them had.</summary>
    public long DenoiserCalls => _denoiser.Calls;

    public PolicyStatus Run(long inference)
    {
        _samplingError = null;
        _graphs.Begin();
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
        if (_batch.TryPick())
            return PolicyStatus.Ok;
        _samplingError = "A score of the candidates is not a number";
        return PolicyStatus.NonFiniteOutput;
    }

    public ReplayCheck? CheckReplay(int seed) => _graphs.CheckReplay(seed);

    public void Reset()
    {
        _sampler.Reset();
        _continuation?.Reset();
    }

    public void Cancel() => _graphs.Cancel();

    public void Dispose() => _graphs.Dispose();

    private PolicyStatus Conclude(SamplingResult result)
    {
        if (result.Status == SamplingStatus.Stopped)
            return PolicyStatus.Stopped;
        if (result.Status == SamplingStatus.DenoiserFailed)
            return PolicyStatus.GraphFailed;
        _samplingError = $"{result.Status} at step {result.Step} of the sampler, which has {_sampler.Evaluations} network calls";
        return PolicyStatus.NonFiniteOutput;
    }

    private static PolicyStatus StatusOf(GraphStatus status) => status == GraphStatus.Stopped ? PolicyStatus.Stopped : PolicyStatus.GraphFailed;
}
