namespace RobotPolicy.Control.Loop;

/// <summary>
/// Adjusts the policy's target at control rate, as a residual policy does. Runs on the control thread: does not block, allocate
/// or throw. What it returns is limited like every other target. One that belongs to a policy comes with it
/// (<see cref="LoopEquipment.Correction"/>), and has limits of its own.
/// </summary>
public interface IActionCorrection
{
    /// <summary>Forgets everything; called at the start of an epoch.</summary>
    void Reset(long epoch);

    /// <summary>Adjusts one target in place.</summary>
    /// <param name="nowNs">Now, on the monotonic clock.</param>
    /// <param name="positions">Measured positions, in the order of the robot's joints.</param>
    /// <param name="velocities">Measured velocities.</param>
    /// <param name="target">The policy's target.</param>
    /// <returns>Whether the target was changed.</returns>
    bool Correct(long nowNs, ReadOnlySpan<double> positions, ReadOnlySpan<double> velocities, Span<double> target);
}
