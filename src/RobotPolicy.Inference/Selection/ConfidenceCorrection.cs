namespace RobotPolicy.Inference.Selection;

/// <summary>
/// Confidence correction (CARIL) of a network with two heads, a number and a class of each action on [−1, 1]. Where the class is
/// sure (its probability at least 0.9) and the number lies more than one class away, the centre of the class replaces it; in all
/// other cases the number stays. The paper draws random numbers around those values; here their means are taken.
/// </summary>
internal static class ConfidenceCorrection
{
    private const double Sure = 0.9;

    /// <summary>Corrects actions in place. A class that is not a number makes its action none.</summary>
    /// <param name="actions">Normalised actions.</param>
    /// <param name="logits">Row-major [action, class].</param>
    /// <param name="bins">Classes, 11 in the paper.</param>
    /// <returns>Actions that were replaced.</returns>
    public static int Apply(Span<float> actions, ReadOnlySpan<float> logits, int bins)
    {
        var replaced = 0;
        for (var i = 0; i < actions.Length; i++)
        {
            var scores = logits.Slice(i * bins, bins);
            var best = 0;
            for (var bin = 1; bin < bins; bin++)
                if (scores[bin] > scores[best])
                    best = bin;
            double sum = 0;
            foreach (var score in scores)
                sum += Math.Exp((double)score - scores[best]);
            if (!double.IsFinite(sum))
            {
                actions[i] = float.NaN;
                continue;
            }

            if (1 / sum < Sure || Math.Abs(Bin(actions[i], bins) - best) <= 1)
                continue;
            actions[i] = (float)(-1 + ((best + 0.5) * 2 / bins));
            replaced++;
        }

        return replaced;
    }

    /// <summary>The class that a number lies in.</summary>
    internal static int Bin(float value, int bins) => (int)Math.Clamp(Math.Floor((value + 1.0) * bins / 2), 0, bins - 1);
}
