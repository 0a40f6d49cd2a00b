namespace RobotPolicy.Inference.Sampling.Plans;

/// <summary>Stages of flow matching. Times are computed from the step's index, not summed up, so that no rounding piles up.</summary>
internal static class FlowPlan
{
    public static SamplingPlan Create(FlowSpec spec)
    {
        var stages = new List<SamplingStage>();
        var sign = spec.Direction == FlowDirection.ZeroToOne ? 1.0 : -1.0;
        var stride = sign / spec.Steps;
        for (var i = 0; i < spec.Steps; i++)
        {
            var euler = Stage(spec, i, stages.Count, i / (double)spec.Steps, sign) with { Sample = 1, Prediction = (float)stride };
            if (spec.Method == FlowMethod.Euler)
            {
                stages.Add(euler);
                continue;
            }

            stages.Add(euler with { Prediction = (float)(stride / 2), Keep = StageMemory.Sample });
            stages.Add(Stage(spec, i, stages.Count, (i + 0.5) / spec.Steps, sign) with { Memory = 1, Prediction = (float)stride });
        }

        return new SamplingPlan([.. stages], 1);
    }

    private static SamplingStage Stage(FlowSpec spec, int index, int evaluation, double progress, double sign) => new()
    {
        Step = new SamplingStep
        {
            Index = index,
            Evaluation = evaluation,
            Timestep = (float)((sign > 0 ? progress : 1 - progress) * spec.TimeScale),
            Progress = (float)progress,
            VelocitySign = (float)sign,
        },
        InputScale = 1,
        CleanLimit = float.PositiveInfinity,
    };
}
