namespace RobotPolicy.Inference.Roles;

/// <summary>
/// Makes progress of a critic that compares what is seen with the last milestone: v ← v + (100 − v)·c/100 with v₀ = 0 and c in
/// −100…100 (EVOLVE-VLA, accumulative progress). Between milestones the same is computed without being kept. Inference thread;
/// allocates nothing.
/// </summary>
/// <param name="every">Inferences from one milestone to the next.</param>
internal sealed class ProgressMeter(int every)
{
    private const double Full = 100;
    private double _milestone;
    private int _since;

    /// <summary>Takes in what the critic said.</summary>
    /// <param name="critic">c; beyond ±100 it is taken for that. NaN says nothing, and is no milestone.</param>
    /// <returns>v/100, 0…1; NaN where the critic said nothing.</returns>
    public float Add(float critic)
    {
        _since = Math.Min(_since + 1, every);
        if (!float.IsFinite(critic))
            return float.NaN;

        // Below zero the formula would only ever lead further down: what is lost is at most what was won.
        var value = Math.Max(0, _milestone + ((Full - _milestone) * Math.Clamp(critic, -Full, Full) / Full));
        if (_since >= every)
            (_milestone, _since) = (value, 0);
        return (float)(value / Full);
    }

    /// <summary>Begins at zero, at the start of a task alone: holds and takeovers undo nothing.</summary>
    public void BeginTask() => (_milestone, _since) = (0, 0);
}
