namespace RobotPolicy.Inference.Sampling.Plans;

/// <summary>Stages of a consistency model: f = c_skip·x + c_out·x0, then noise of the next timestep, if there is one.</summary>
internal static class ConsistencyPlan
{
    public static SamplingPlan Create(ConsistencySpec spec)
    {
        var schedule = new NoiseSchedule(spec.Schedule);
        var grid = TimestepGrid.Create(spec.AsDiffusion);
        var stages = new SamplingStage[grid.Length];
        for (var i = 0; i < grid.Length; i++)
        {
            var parts = schedule.Decompose(grid[i]);
            var tau = grid[i] * spec.TimestepScaling;
            var data = spec.SigmaData * spec.SigmaData;
            var total = (tau * tau) + data;
            var next = i + 1 < grid.Length ? schedule.AlphaBar(grid[i + 1]) : 1;
            stages[i] = new SamplingStage
            {
                Step = SamplingPlan.Step(i, i, grid[i]),
                InputScale = 1,
                CleanFromSample = (float)parts.CleanFromSample,
                CleanFromPrediction = (float)parts.CleanFromPrediction,
                CleanLimit = SamplingPlan.Limit(spec.Schedule.CleanLimit),
                Clean = (float)(Math.Sqrt(next) * tau / Math.Sqrt(total)),
                Sample = (float)(Math.Sqrt(next) * data / total),
                Noise = (float)Math.Sqrt(1 - next),
            };
        }

        return new SamplingPlan(stages, 1);
    }
}
