namespace RobotPolicy.Control.Loop;

/// <summary>
/// Stage <c>correct</c>: what is added to the executor's target. The policy's own correction comes first and within its limits, and
/// an operator's last. Control thread; allocates nothing.
/// </summary>
internal sealed class CorrectStage(int jointCount, IActionCorrection? attached)
{
    private PolicyCorrection? _own;
    private double[] _limits = [];

    /// <summary>The executor's target.</summary>
    public double[] Base { get; } = new double[jointCount];

    /// <summary>What the policy's own correction added, after its limits.</summary>
    public double[] Residual { get; } = new double[jointCount];

    /// <summary>Whether a limit cut the policy's own correction back in the last step.</summary>
    public bool IsLimited { get; private set; }

    /// <summary>Goes over to the correction of another policy.</summary>
    public void Adopt(PolicyCorrection? own, double[] limits) => (_own, _limits) = (own, limits);

    /// <summary>Begins an epoch.</summary>
    public void Reset(long epoch)
    {
        _own?.Correction.Reset(epoch);
        attached?.Reset(epoch);
    }

    /// <summary>Corrects a target in place; a value that is not finite stays in it, for the stage behind to find.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Step(long nowNs, ReadOnlySpan<double> positions, ReadOnlySpan<double> velocities, Span<double> target)
    {
        target.CopyTo(Base);
        Residual.AsSpan().Clear();
        IsLimited = false;
        var changed = _own is not null && _own.Correction.Correct(nowNs, positions, velocities, target) && Limit(target);
        return (attached is not null && attached.Correct(nowNs, positions, velocities, target)) || changed;
    }

    private bool Limit(Span<double> target)
    {
        for (var joint = 0; joint < target.Length; joint++)
        {
            var residual = target[joint] - Base[joint];
            Residual[joint] = residual;
            if (!double.IsFinite(residual) || Math.Abs(residual) <= _limits[joint])
                continue;
            Residual[joint] = Math.CopySign(_limits[joint], residual);
            target[joint] = Base[joint] + Residual[joint];
            IsLimited = true;
        }

        return true;
    }
}
