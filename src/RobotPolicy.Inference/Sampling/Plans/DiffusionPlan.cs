namespace RobotPolicy.Inference.Sampling.Plans;

/// <summary>Stages of DDPM, DDIM and DPM-Solver++. A dash marks the timestep that a step arrives at.</summary>
internal static class DiffusionPlan
{
    /// <summary>Below as many steps, diffusers ends with a step of first order.</summary>
    private const int FewSteps = 15;

    public static SamplingPlan Create(DiffusionSpec spec)
    {
        var schedule = new NoiseSchedule(spec.Schedule);
        var grid = TimestepGrid.Create(spec);
        var stages = new SamplingStage[grid.Length];
        for (var i = 0; i < grid.Length; i++)
        {
            var parts = schedule.Decompose(grid[i]);
            var stage = new SamplingStage
            {
                Step = SamplingPlan.Step(i, i, grid[i]),
                InputScale = 1,
                CleanFromSample = (float)parts.CleanFromSample,
                CleanFromPrediction = (float)parts.CleanFromPrediction,
                CleanLimit = SamplingPlan.Limit(spec.Schedule.CleanLimit),
            };
            stages[i] = spec.Method switch
            {
                DiffusionMethod.Ddpm => Ddpm(stage, schedule, grid, i),
                DiffusionMethod.Ddim => Ddim(stage, spec, schedule, grid, i, parts),
                _ => DpmSolver(stage, spec, schedule, grid, i),
            };
        }

        return new SamplingPlan(stages, 1);
    }

    private static SamplingStage Ddpm(SamplingStage stage, NoiseSchedule schedule, int[] grid, int i)
    {
        const double smallestVariance = 1e-20;
        var last = i == grid.Length - 1;
        var alphaBar = schedule.AlphaBar(grid[i]);
        var alphaBarNext = last ? 1 : schedule.AlphaBar(grid[i + 1]);
        var alpha = alphaBar / alphaBarNext;
        var beta = 1 - alpha;
        var variance = Math.Max((1 - alphaBarNext) / (1 - alphaBar) * beta, smallestVariance);
        return stage with
        {
            Clean = (float)(Math.Sqrt(alphaBarNext) * beta / (1 - alphaBar)),
            Sample = (float)(Math.Sqrt(alpha) * (1 - alphaBarNext) / (1 - alphaBar)),
            Noise = last ? 0 : (float)Math.Sqrt(variance),
        };
    }

    private static SamplingStage Ddim(
        SamplingStage stage, DiffusionSpec spec, NoiseSchedule schedule, int[] grid, int i, NoiseSchedule.Decomposition parts)
    {
        // diffusers steps by T div n whatever the spacing; only a list that somebody wrote has no such stride.
        var next = spec.ExplicitTimesteps is null
            ? grid[i] - (schedule.Count / spec.Steps)
            : i + 1 < grid.Length ? grid[i + 1] : -1;
        var alphaBar = schedule.AlphaBar(grid[i]);
        var alphaBarNext = next >= 0 ? schedule.AlphaBar(next) : spec.SetAlphaToOne ? 1 : schedule.AlphaBar(0);
        var sigma = spec.Eta * Math.Sqrt(Math.Max(0, (1 - alphaBarNext) / (1 - alphaBar) * (1 - (alphaBar / alphaBarNext))));
        var direction = Math.Sqrt(Math.Max(0, 1 - alphaBarNext - (sigma * sigma)));
        var clean = Math.Sqrt(alphaBarNext);
        if (spec.UseClippedPrediction)
        {
            var noise = Math.Sqrt(1 - alphaBar);
            return stage with
            {
                Clean = (float)(clean - (direction * Math.Sqrt(alphaBar) / noise)),
                Sample = (float)(direction / noise),
                Noise = (float)sigma,
            };
        }

        return stage with
        {
            Clean = (float)clean,
            Sample = (float)(direction * parts.NoiseFromSample),
            Prediction = (float)(direction * parts.NoiseFromPrediction),
            Noise = (float)sigma,
        };
    }

    private static SamplingStage DpmSolver(SamplingStage stage, DiffusionSpec spec, NoiseSchedule schedule, int[] grid, int i)
    {
        stage = stage with { Keep = StageMemory.Clean };
        var last = i == grid.Length - 1;
        if (last && spec.FinalSigma == FinalSigma.Zero)
            return stage with { Clean = 1 };

        var here = schedule.AlphaBar(grid[i]);
        var next = schedule.AlphaBar(last ? 0 : grid[i + 1]);
        var h = LogSnr(next) - LogSnr(here);
        var gain = -Math.Sqrt(next) * (Math.Exp(-h) - 1);
        stage = stage with { Clean = (float)gain, Sample = (float)Math.Sqrt((1 - next) / (1 - here)) };
        if (i == 0 || h == 0 || (last && grid.Length < FewSteps))
            return stage;

        var ratio = (LogSnr(here) - LogSnr(schedule.AlphaBar(grid[i - 1]))) / h;
        return stage with { Clean = (float)(gain * (1 + (0.5 / ratio))), Memory = (float)(-gain * 0.5 / ratio) };
    }

    /// <summary>λ = ln α − ln σ.</summary>
    private static double LogSnr(double alphaBar) => 0.5 * (Math.Log(alphaBar) - Math.Log(1 - alphaBar));
}
