using RobotPolicy.Inference.Sampling.Plans;

namespace RobotPolicy.Inference.Sampling;

/// <summary>
/// Streaming Diffusion Policy (Høeg et al. 2024): a buffer of actions, each under its own level of noise, that loses noise and
/// moves on with every inference, at a fraction of the network calls. Immutable.
/// </summary>
public sealed record RollingSpec : SamplerSpec
{
    /// <summary>The process that the network was trained on; every training timestep is one level.</summary>
    public NoiseScheduleSpec Schedule { get; init; } = new();

    /// <summary>Observations that the network was trained on; as many positions minus 1 precede the first executed action (<c>n_obs_steps</c>).</summary>
    public int ObservationSteps { get; init; } = 1;

    /// <summary>Actions that leave the buffer with every inference (<c>n_action_steps</c>).</summary>
    public required int ActionSteps { get; init; }

    /// <summary>
    /// Actions behind those that leave the buffer that are handed out as the network estimates them at present
    /// (<c>n_preview_steps</c>): what bridges the time until the next inference is there. They stay in the buffer.
    /// </summary>
    public int PreviewSteps { get; init; }

    /// <summary>What the buffer begins with (<c>start</c>).</summary>
    public RollingStart Start { get; init; } = RollingStart.Zeros;

    private protected override void ValidateOwn(SamplerShape shape, SpecCheck check)
    {
        check.Known("start", Start);
        Schedule.Validate(check);
        check.Range("num_train_timesteps", Schedule.Timesteps, 1, DiffusionSpec.MaxSteps);
        if (!shape.PerPositionTimesteps)
            check.Fail("type", "a network with a timestep for every action, as rolling needs", "one timestep for the sample");
        // Not ||: both are to be reported.
        if (!check.Range("n_obs_steps", ObservationSteps, 1, 1024) | !check.Range("n_action_steps", ActionSteps, 1, 4096))
            return;

        var left = shape.Horizon - (ObservationSteps - 1) - ActionSteps;
        if (left >= 0)
            check.Range("n_preview_steps", PreviewSteps, 0, left);
        if (shape.Horizon < ObservationSteps - 1 + ActionSteps)
            check.Fail(
                "n_action_steps",
                $"n_obs_steps − 1 + n_action_steps of at most {shape.Horizon}, the horizon",
                $"{ObservationSteps} − 1 + {ActionSteps}");
        else if (RollingLevels.Chunks(this, shape.Horizon) > Schedule.Timesteps)
            check.Fail(
                "num_train_timesteps",
                $"at least {RollingLevels.Chunks(this, shape.Horizon)}, one for each chunk in the buffer",
                $"{Schedule.Timesteps}");
    }

    private protected override Sampler Build(SamplerShape shape) => new RollingSampler(this, shape);
}
