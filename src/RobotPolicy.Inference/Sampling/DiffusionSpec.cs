using RobotPolicy.Inference.Sampling.Plans;

namespace RobotPolicy.Inference.Sampling;

/// <summary>DDPM, DDIM or DPM-Solver++ over a discrete noising process, with the conventions of diffusers. Immutable.</summary>
public sealed record DiffusionSpec : SamplerSpec
{
    /// <summary>Most steps of any sampler.</summary>
    public const int MaxSteps = 1000;

    /// <summary>Method (<c>type</c>).</summary>
    public DiffusionMethod Method { get; init; } = DiffusionMethod.Ddim;

    /// <summary>The process that the network was trained on.</summary>
    public NoiseScheduleSpec Schedule { get; init; } = new();

    /// <summary>Steps, 1…1000 and at most the training timesteps (<c>num_inference_steps</c>).</summary>
    public int Steps { get; init; } = 10;

    /// <summary>Which timesteps they visit (<c>timestep_spacing</c>).</summary>
    public TimestepSpacing Spacing { get; init; } = TimestepSpacing.Leading;

    /// <summary>Added to the timesteps of leading spacing (<c>steps_offset</c>).</summary>
    public int StepsOffset { get; init; }

    /// <summary>Timesteps to visit, falling, in place of steps and spacing (<c>timesteps</c>).</summary>
    public IReadOnlyList<int>? ExplicitTimesteps { get; init; }

    /// <summary>DDIM: share of ancestral noise, 0…1 (<c>eta</c>).</summary>
    public double Eta { get; init; }

    /// <summary>DDIM: whether ᾱ after the last step is 1 instead of that of timestep 0 (<c>set_alpha_to_one</c>).</summary>
    public bool SetAlphaToOne { get; init; } = true;

    /// <summary>DDIM: whether ε is computed again after clipping (<c>use_clipped_model_output</c>).</summary>
    public bool UseClippedPrediction { get; init; }

    /// <summary>DPM-Solver++: noise after the last step (<c>final_sigmas_type</c>).</summary>
    public FinalSigma FinalSigma { get; init; } = FinalSigma.Zero;

    private protected override void ValidateOwn(SamplerShape shape, SpecCheck check)
    {
        check.Known("type", Method);
        check.Known("timestep_spacing", Spacing);
        check.Known("final_sigmas_type", FinalSigma);
        check.Range("eta", Eta, 0, 1);
        Schedule.Validate(check);
        TimestepGrid.Validate(this, check);
    }

    private protected override Sampler Build(SamplerShape shape) => new StagedSampler(this, shape, DiffusionPlan.Create(this));
}
