namespace RobotPolicy.Inference.Sampling;

/// <summary>The discrete noising process that a network was trained on. Immutable. Names of keys are those of diffusers.</summary>
public sealed record NoiseScheduleSpec
{
    /// <summary>Most training timesteps.</summary>
    public const int MaxTimesteps = 10_000;

    /// <summary>Shape of the schedule (<c>beta_schedule</c>).</summary>
    public BetaSchedule Beta { get; init; } = BetaSchedule.SquaredCosine;

    /// <summary>Training timesteps T, 1…10 000 (<c>num_train_timesteps</c>).</summary>
    public int Timesteps { get; init; } = 100;

    /// <summary>First β, above 0 and below 1 (<c>beta_start</c>).</summary>
    public double BetaStart { get; init; } = 1e-4;

    /// <summary>Last β, above 0 and below 1 (<c>beta_end</c>).</summary>
    public double BetaEnd { get; init; } = 0.02;

    /// <summary>What the network predicts (<c>prediction_type</c>).</summary>
    public PredictionType Prediction { get; init; } = PredictionType.Epsilon;

    /// <summary>
    /// Limit ± on the clean sample that a step estimates, in normalised units, above 0 (<c>clip_sample</c> and
    /// <c>clip_sample_range</c>); <see langword="null"/> for none.
    /// </summary>
    public double? CleanLimit { get; init; } = 1;

    internal void Validate(SpecCheck check)
    {
        check.Known("beta_schedule", Beta);
        check.Known("prediction_type", Prediction);
        check.Range("num_train_timesteps", Timesteps, 1, MaxTimesteps);
        if (Beta != BetaSchedule.SquaredCosine)
        {
            check.Range("beta_start", BetaStart, 1e-8, 0.999);
            check.Range("beta_end", BetaEnd, 1e-8, 0.999);
        }

        if (CleanLimit is { } limit)
            check.Range("clip_sample_range", limit, 1e-3, 1e6);
    }
}
