namespace RobotPolicy.Data.Analysis.Measures;

/// <summary>
/// Whether what humans did fits what the policy has learnt, step by step, after ELICIT: error against the policy's own action, and how little
/// the policy knows its way there. A step whose novelty is below η has a compatibility of 1 − min(error ÷ λ, 1); any other teaches something
/// new and has 1. One that contradicts has an error beyond λ and a novelty below η. λ and η are derived from the data, which is our own.
/// </summary>
public sealed record Compatibility
{
    /// <summary>Share of the policy's own numbers that λ and η do not exceed.</summary>
    public const double Share = 0.95;

    /// <summary>Error beyond which a step contradicts: what the policy's own consecutive chunks differ by, at <see cref="Share"/>.</summary>
    public required double Lambda { get; init; }

    /// <summary>Novelty from which a step is new: that of the policy's own steps, at <see cref="Share"/>.</summary>
    public required double Eta { get; init; }

    /// <summary>Whether both are known.</summary>
    public bool IsKnown => double.IsFinite(Lambda) && Lambda > 0 && double.IsFinite(Eta);

    /// <summary>Compatibility of a step, 0…1; NaN where it cannot be told.</summary>
    public double Of(in InterventionStep step)
    {
        if (!IsKnown || !double.IsFinite(step.Error) || !double.IsFinite(step.Novelty))
            return double.NaN;
        return step.Novelty < Eta ? 1 - Math.Min(step.Error / Lambda, 1) : 1;
    }

    /// <summary>Whether a step contradicts the policy where the policy knows its way.</summary>
    public bool Contradicts(in InterventionStep step) => IsKnown && step.Error > Lambda && step.Novelty < Eta;

    /// <summary>The value that a share of all does not exceed; NaN without values.</summary>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        var sorted = values.Where(double.IsFinite).Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
