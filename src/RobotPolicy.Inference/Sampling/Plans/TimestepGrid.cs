namespace RobotPolicy.Inference.Sampling.Plans;

/// <summary>Which training timesteps are visited, from noisy to clean. Rounding is half to even, as NumPy's.</summary>
internal static class TimestepGrid
{
    public static int[] Create(DiffusionSpec spec)
    {
        if (spec.ExplicitTimesteps is { } given)
            return [.. given];

        // diffusers' DPM-Solver++ places one point more, and leaves the last one out.
        var solver = spec.Method == DiffusionMethod.DpmSolverPlusPlus;
        var total = spec.Schedule.Timesteps;
        var points = solver && spec.Spacing != TimestepSpacing.Trailing ? spec.Steps + 1 : spec.Steps;
        var grid = new int[spec.Steps];
        for (var i = 0; i < grid.Length; i++)
        {
            var fromEnd = points - 1 - i;
            grid[i] = spec.Spacing switch
            {
                TimestepSpacing.Leading => (fromEnd * (total / points)) + spec.StepsOffset,
                TimestepSpacing.Linspace => points == 1 ? 0 : (int)Math.Round(fromEnd * ((total - 1) / (double)(points - 1))),
                _ => (int)Math.Round(total - (i * (total / (double)points))) - 1,
            };
        }

        return grid;
    }

    public static void Validate(DiffusionSpec spec, SpecCheck check)
    {
        var total = spec.Schedule.Timesteps;
        if (total is < 1 or > NoiseScheduleSpec.MaxTimesteps)
            return;

        if (spec.ExplicitTimesteps is { } given)
        {
            check.Descending("timesteps", given, 0, total - 1);
            return;
        }

        var extra = spec.Method == DiffusionMethod.DpmSolverPlusPlus && spec.Spacing != TimestepSpacing.Trailing ? 1 : 0;
        if (!check.Range("num_inference_steps", spec.Steps, 1, Math.Min(DiffusionSpec.MaxSteps, total - extra)))
            return;

        if (check.Range("steps_offset", spec.StepsOffset, 0, NoiseScheduleSpec.MaxTimesteps)
            && Enum.IsDefined(spec.Spacing) && Create(spec) is [var first, ..] && first >= total)
            check.Fail("steps_offset", $"timesteps of at most {total - 1}", $"{first}");
    }
}
