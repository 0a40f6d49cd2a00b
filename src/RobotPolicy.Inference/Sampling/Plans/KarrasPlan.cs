namespace RobotPolicy.Inference.Sampling.Plans;

/// <summary>Stages of the samplers over noise levels σ. D is the denoised sample, a dash marks the level that a step arrives at.</summary>
internal static class KarrasPlan
{
    public static SamplingPlan Create(KarrasSpec spec)
    {
        var sigmas = Sigmas(spec);
        var stages = new List<SamplingStage>();
        for (var i = 0; i + 1 < sigmas.Length; i++)
        {
            var (here, next) = (sigmas[i], sigmas[i + 1]);
            var ratio = next / here;
            var stage = Stage(spec, i, stages.Count, here) with { Clean = (float)(1 - ratio), Sample = (float)ratio };
            switch (spec.Method)
            {
                case KarrasMethod.Heun when next > 0:
                    stages.Add(stage with { Keep = StageMemory.Sample });

                    // The slope at the start is (x' − x)/Δσ, so the average of both slopes needs x, x' and D' only.
                    var half = (next - here) / (2 * next);
                    stages.Add(Stage(spec, i, stages.Count, next) with
                    {
                        Clean = (float)-half,
                        Sample = (float)(0.5 + half),
                        Memory = 0.5f,
                    });
                    break;
                case KarrasMethod.DpmSolverPlusPlus:
                    stages.Add(Multistep(stage, sigmas, i));
                    break;
                case KarrasMethod.EulerAncestral:
                    stages.Add(Ancestral(stage, spec.Eta, here, next));
                    break;
                default:
                    stages.Add(stage);
                    break;
            }
        }

        return new SamplingPlan([.. stages], (float)sigmas[0]);
    }

    /// <summary>The levels, with the 0 that ends them.</summary>
    public static double[] Sigmas(KarrasSpec spec)
    {
        if (spec.ExplicitSigmas is { } given)
            return [.. given, 0];

        var sigmas = new double[spec.Steps + 1];
        for (var i = 0; i < spec.Steps; i++)
        {
            var share = spec.Steps == 1 ? 0 : i / (double)(spec.Steps - 1);
            sigmas[i] = spec.Spacing == SigmaSpacing.Karras
                ? Math.Pow(Between(Math.Pow(spec.SigmaMax, 1 / spec.Rho), Math.Pow(spec.SigmaMin, 1 / spec.Rho), share), spec.Rho)
                : Math.Exp(Between(Math.Log(spec.SigmaMax), Math.Log(spec.SigmaMin), share));
        }

        return sigmas;
    }

    private static double Between(double from, double to, double share) => from + (share * (to - from));

    /// <summary>The network call with its preconditioning; never made at σ = 0, where its logarithm is not a number.</summary>
    private static SamplingStage Stage(KarrasSpec spec, int index, int evaluation, double sigma)
    {
        var timestep = spec.Conditioning == NoiseConditioning.Sigma ? sigma : Math.Log(sigma) / 4;
        var stage = new SamplingStage
        {
            Step = SamplingPlan.Step(index, evaluation, timestep),
            InputScale = 1,
            CleanFromPrediction = 1,
            CleanLimit = float.PositiveInfinity,
        };
        if (!spec.Preconditioned)
            return stage;

        var data = spec.SigmaData * spec.SigmaData;
        var total = (sigma * sigma) + data;
        return stage with
        {
            InputScale = (float)(1 / Math.Sqrt(total)),
            CleanFromSample = (float)(data / total),
            CleanFromPrediction = (float)(sigma * spec.SigmaData / Math.Sqrt(total)),
        };
    }

    private static SamplingStage Multistep(SamplingStage stage, double[] sigmas, int i)
    {
        stage = stage with { Keep = StageMemory.Clean };
        if (i == 0 || sigmas[i + 1] == 0)
            return stage;

        var h = Math.Log(sigmas[i] / sigmas[i + 1]);
        var ratio = Math.Log(sigmas[i - 1] / sigmas[i]) / h;
        var gain = 1 - (sigmas[i + 1] / sigmas[i]);
        return stage with { Clean = (float)(gain * (1 + (0.5 / ratio))), Memory = (float)(-gain * 0.5 / ratio) };
    }

    private static SamplingStage Ancestral(SamplingStage stage, double eta, double here, double next)
    {
        var up = Math.Min(next, eta * Math.Sqrt(next * next * ((here * here) - (next * next)) / (here * here)));
        var down = Math.Sqrt((next * next) - (up * up));
        return stage with { Clean = (float)(1 - (down / here)), Sample = (float)(down / here), Noise = (float)up };
    }
}
