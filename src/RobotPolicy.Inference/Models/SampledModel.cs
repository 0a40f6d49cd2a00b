using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Goals;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Sampling.Noise;

namespace RobotPolicy.Inference.Models;

/// <summary>
/// Two graphs and a sampler: the encoder sees the observation once in each inference, the denoiser is called by the sampler as
/// often as it likes.
/// </summary>
internal sealed class SampledModel : IActionModel
{
    private readonly OnnxGraph _encoder;
    private readonly OnnxDenoiser _denoiser;
    private readonly Sampler _sampler;
    private readonly ChunkContinuation? _continuation;
    private readonly GaussianNoise _noise;
    private readonly TimeProvider _timeProvider;
    private readonly float[] _actions;
    private readonly float[] _startAction;
    private volatile bool _cancelled;
    private string? _samplingError;

    public SampledModel(
        OnnxGraph encoder,
        OnnxGraph denoiser,
        SampledLayout layout,
        Sampler sampler,
        ChunkContinuation? continuation,
        ulong seed,
        TimeProvider timeProvider)
    {
        _encoder = encoder;
        _sampler = sampler;
        _continuation = continuation;
        Prior = continuation is null ? null : new NormalizedPrior(sampler.OutputActions, sampler.Shape.ActionSize, 0);
        _noise = new GaussianNoise(seed);
        _timeProvider = timeProvider;
        Images = [.. layout.Observation.Images.Select(i => encoder.BindInput(i.Input, i.Shape))];
        Goals = GoalInputs.Bind(encoder, layout.Observation.Goals);
        State = layout.Observation.StateInput is { } state ? encoder.BindInput(state, layout.Observation.StateShape) : Memory<float>.Empty;
        _denoiser = new OnnxDenoiser(encoder, denoiser, layout, sampler, timeProvider);
        _actions = new float[sampler.Shape.Candidates * sampler.OutputActions * sampler.Shape.ActionSize];
        _startAction = new float[sampler.StartAction.Length];
    }

    public Memory<float> State { get; }

    public IReadOnlyList<Memory<float>> Images { get; }

    public GoalInputs? Goals { get; }

    public Memory<float> StartAction => _startAction;

    public NormalizedPrior? Prior { get; }

    public int ConditionedSteps => _continuation?.ConditionedSteps ?? 0;

    public Memory<float> Actions => _actions;

    public int ChunkSize => _sampler.OutputActions;

    public long GraphTicks { get; private set; }

    public string? LastError => _samplingError ?? _encoder.LastError ?? _denoiser.LastError;

    public PolicyStatus Run(long inference)
    {
        _cancelled = false;
        _samplingError = null;
        var start = _timeProvider.GetTimestamp();
        var encoded = _encoder.Run();
        GraphTicks = _timeProvider.GetTimestamp() - start;
        if (encoded != GraphStatus.Ok)
            return encoded == GraphStatus.Stopped ? PolicyStatus.Stopped : PolicyStatus.GraphFailed;

        _denoiser.Begin();
        _noise.Begin(inference);
        _startAction.CopyTo(_sampler.StartAction);
        _continuation?.Begin(Prior!);

        // Between two calls of the denoiser there is no run that could be cancelled.
        var result = _cancelled ? new SamplingResult(SamplingStatus.Stopped, -1, 0) : _sampler.Sample(_denoiser, _noise, _actions, _continuation?.Hook);
        GraphTicks += _denoiser.Ticks;
        if (result.IsOk)
            return PolicyStatus.Ok;

        if (result.Status == SamplingStatus.Stopped)
            return PolicyStatus.Stopped;
        if (result.Status == SamplingStatus.DenoiserFailed)
            return PolicyStatus.GraphFailed;
        _samplingError = $"{result.Status} at step {result.Step} of the sampler, which has {_sampler.Evaluations} network calls";
        return PolicyStatus.NonFiniteOutput;
    }

    public ReplayCheck? CheckReplay(int seed) =>
        _encoder.CheckReplay(seed) is { } encoder && _denoiser.CheckReplay(seed) is { } denoiser ? (encoder.Passed ? denoiser : encoder) : null;

    public void Reset()
    {
        _sampler.Reset();
        _continuation?.Reset();
    }

    public void Cancel()
    {
        _cancelled = true;
        _denoiser.Cancel();
        _encoder.Cancel();
    }

    public void Dispose()
    {
        _denoiser.Dispose();
        _encoder.Dispose();
    }
}
