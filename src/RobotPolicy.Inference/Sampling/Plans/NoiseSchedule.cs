namespace RobotPolicy.Inference.Sampling.Plans;

/// <summary>ᾱ of every training timestep, in double precision. Formulas: diffusers' schedulers. Immutable.</summary>
internal sealed class NoiseSchedule
{
    private readonly double[] _alphaBar;
    private readonly PredictionType _prediction;

    public NoiseSchedule(NoiseScheduleSpec spec)
    {
        _prediction = spec.Prediction;
        _alphaBar = new double[spec.Timesteps];
        var product = 1.0;
        for (var t = 0; t < spec.Timesteps; t++)
            _alphaBar[t] = product *= 1 - Beta(spec, t);
    }

    public int Count => _alphaBar.Length;

    public double AlphaBar(int timestep) => _alphaBar[timestep];

    /// <summary>Clean sample x0 and noise ε as linear functions of the noisy sample and the network's prediction.</summary>
    public Decomposition Decompose(int timestep)
    {
        var signal = Math.Sqrt(_alphaBar[timestep]);
        var noise = Math.Sqrt(1 - _alphaBar[timestep]);
        return _prediction switch
        {
            PredictionType.Sample => new Decomposition(0, 1, 1 / noise, -signal / noise),
            PredictionType.Velocity => new Decomposition(signal, -noise, noise, signal),
            _ => new Decomposition(1 / signal, -noise / signal, 0, 1),
        };
    }

    private static double Beta(NoiseScheduleSpec spec, int timestep)
    {
        double total = spec.Timesteps;
        var share = spec.Timesteps == 1 ? 0 : timestep / (total - 1);
        switch (spec.Beta)
        {
            case BetaSchedule.Linear:
                return spec.BetaStart + (share * (spec.BetaEnd - spec.BetaStart));
            case BetaSchedule.ScaledLinear:
                var root = Math.Sqrt(spec.BetaStart) + (share * (Math.Sqrt(spec.BetaEnd) - Math.Sqrt(spec.BetaStart)));
                return root * root;
            default:
                const double cap = 0.999;
                return Math.Min(1 - (Cosine((timestep + 1) / total) / Cosine(timestep / total)), cap);
        }
    }

    private static double Cosine(double u)
    {
        const double offset = 0.008;
        var root = Math.Cos((u + offset) / (1 + offset) * Math.PI / 2);
        return root * root;
    }

    /// <param name="CleanFromSample">x0 from the noisy sample.</param>
    /// <param name="CleanFromPrediction">x0 from the prediction.</param>
    /// <param name="NoiseFromSample">ε from the noisy sample.</param>
    /// <param name="NoiseFromPrediction">ε from the prediction.</param>
    public readonly record struct Decomposition(
        double CleanFromSample, double CleanFromPrediction, double NoiseFromSample, double NoiseFromPrediction);
}
