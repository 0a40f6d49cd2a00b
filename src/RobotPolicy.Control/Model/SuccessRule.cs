namespace RobotPolicy.Control.Model;

/// <summary>
/// When a policy's word that its task is done ends the task: R = σ(head) above a threshold (World-Env uses 0.5), for several
/// inferences in a row. A number that is none never counts.
/// </summary>
/// <param name="Threshold">What success has to exceed, 0…1.</param>
/// <param name="Consecutive">Inferences in a row, 1 to <see cref="RecentSuccess.Length"/>.</param>
public sealed record SuccessRule(double Threshold = SuccessRule.DefaultThreshold, int Consecutive = 1)
{
    /// <summary>Threshold unless told otherwise.</summary>
    public const double DefaultThreshold = 0.5;

    /// <summary>Whether the task is done.</summary>
    public bool IsMet(in PolicySignals signals)
    {
        var least = Consecutive == 1 ? signals.Success : signals.Recent.Least(Consecutive);
        return float.IsFinite(least) && least > Threshold;
    }
}
