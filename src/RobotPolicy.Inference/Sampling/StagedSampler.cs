using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Sampling.Plans;

namespace RobotPolicy.Inference.Sampling;

/// <summary>The loop of every family that starts from noise with each inference.</summary>
internal sealed class StagedSampler : Sampler
{
    private readonly SamplingPlan _plan;
    private readonly float[] _sample;
    private readonly float[] _noise;
    private float[] _clean;
    private float[] _memory;

    public StagedSampler(SamplerSpec spec, SamplerShape shape, SamplingPlan plan)
        : base(spec, shape)
    {
        _plan = plan;
        _sample = new float[shape.Length];
        _noise = new float[shape.Length];
        _clean = new float[shape.Length];
        _memory = new float[shape.Length];
        MaxNoiseValues = shape.Length * (1 + plan.Stages.Count(s => s.Noise != 0));
    }

    public override int OutputActions => Shape.Horizon;

    public override int Evaluations => _plan.Stages.Length;

    public override int MaxNoiseValues { get; }

    public override SamplingResult Sample(IDenoiser denoiser, INoiseSource noise, Span<float> actions, IStepHook? hook = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(actions.Length, _sample.Length);

        // A rejected run may have left NaN here, and 0 times NaN is NaN.
        _memory.AsSpan().Clear();
        if (!noise.TryFill(_sample, Shape.Candidates))
            return new SamplingResult(SamplingStatus.NoiseExhausted, -1, 0);
        if (_plan.InitialScale != 1)
            StepKernel.Scale(_sample, _plan.InitialScale, _sample);

        var evaluations = 0;
        foreach (ref readonly var stage in _plan.Stages.AsSpan())
        {
            Timesteps.Fill(stage.Step.Timestep);
            hook?.BeforeEvaluation(stage.Step, _sample, Timesteps);
            var status = Evaluate(denoiser, stage.Step, _sample, stage.InputScale, out var prediction);
            evaluations++;
            if (status != GraphStatus.Ok)
                return new SamplingResult(StatusOf(status), stage.Step.Index, evaluations);

            hook?.AfterEvaluation(stage.Step, _sample, prediction);
            if (stage.Noise != 0 && !noise.TryFill(_noise, Shape.Candidates))
                return new SamplingResult(SamplingStatus.NoiseExhausted, stage.Step.Index, evaluations);
            if (stage.Keep == StageMemory.Sample)
                _sample.CopyTo(_memory.AsSpan());
            if (!StepKernel.Apply(stage, _sample, prediction, _memory, _noise, _clean))
                return new SamplingResult(Blame(prediction), stage.Step.Index, evaluations);
            if (stage.Keep == StageMemory.Clean)
                (_memory, _clean) = (_clean, _memory);
        }

        hook?.AfterLastStep(_sample);
        LimitOutput(_sample);
        _sample.CopyTo(actions);
        return new SamplingResult(SamplingStatus.Ok, -1, evaluations);
    }

    /// <summary>Nothing is carried from one inference to the next.</summary>
    public override void Reset()
    {
    }
}
