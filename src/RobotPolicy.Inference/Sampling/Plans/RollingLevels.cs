namespace RobotPolicy.Inference.Sampling.Plans;

/// <summary>Which level of noise each position of a rolling buffer enters an inference with (Streaming Diffusion Policy).</summary>
internal static class RollingLevels
{
    /// <summary>Whole chunks of actions in the buffer.</summary>
    public static int Chunks(RollingSpec spec, int horizon) => (horizon - (spec.ObservationSteps - 1)) / spec.ActionSteps;

    /// <summary>Level of every position; the first positions share that of the first chunk, an incomplete tail that of the last one.</summary>
    public static int[] Entry(RollingSpec spec, int horizon)
    {
        var chunks = Chunks(spec, horizon);
        var lead = spec.ObservationSteps - 1;
        var levels = new int[horizon];
        for (var p = 0; p < horizon; p++)
        {
            var chunk = p < lead ? 0 : Math.Min((p - lead) / spec.ActionSteps, chunks - 1);
            levels[p] = (spec.Schedule.Timesteps * (chunk + 1) / chunks) - 1;
        }

        return levels;
    }
}
