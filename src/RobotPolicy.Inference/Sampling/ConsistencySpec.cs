using RobotPolicy.Inference.Sampling.Plans;

namespace RobotPolicy.Inference.Sampling;

/// <summary>
/// A consistency model over a discrete noising process, with the boundary of latent consistency models (Luo et al. 2023): each
/// step goes all the way to a clean sample, and all but the last add noise again. Immutable.
/// </summary>
public sealed record ConsistencySpec : SamplerSpec
{
    /// <summary>The process that the network was trained on.</summary>
    public NoiseScheduleSpec Schedule { get; init; } = new();

    /// <summary>Steps, at trailing timesteps (<c>num_inference_steps</c>).</summary>
    public int Steps { get; init; } = 1;

    /// <summary>Timesteps to visit, falling, in place of steps (<c>timesteps</c>).</summary>
    public IReadOnlyList<int>? ExplicitTimesteps { get; init; }

    /// <summary>Factor on timesteps in the boundary condition (<c>timestep_scaling</c>).</summary>
    public double TimestepScaling { get; init; } = 10;

    /// <summary>Standard deviation of the data in the boundary condition (<c>sigma_data</c>).</summary>
    public double SigmaData { get; init; } = 0.5;

    private protected override void ValidateOwn(SamplerShape shape, SpecCheck check)
    {
        Schedule.Validate(check);
        check.Range("timestep_scaling", TimestepScaling, 1e-3, 1e3);
        check.Range("sigma_data", SigmaData, 1e-3, 1e3);
        TimestepGrid.Validate(AsDiffusion, check);
    }

    /// <summary>The same timesteps in the terms of diffusion, which knows how to place them.</summary>
    internal DiffusionSpec AsDiffusion => new()
    {
        Method = DiffusionMethod.Ddpm,
        Schedule = Schedule,
        Steps = Steps,
        Spacing = TimestepSpacing.Trailing,
        ExplicitTimesteps = ExplicitTimesteps,
    };

    private protected override Sampler Build(SamplerShape shape) => new StagedSampler(this, shape, ConsistencyPlan.Create(this));
}
