namespace RobotPolicy.Control.Loop;

/// <summary>A correction that belongs to a policy, such as its residual network, and how much it may change.</summary>
/// <param name="Correction">Adjusts the policy's targets at control rate; used by the control thread alone.</param>
/// <param name="MaxResiduals">
/// Largest change of each of the robot's joints, in rad or m; a larger one is cut back to it. Discrete joints have 0.
/// </param>
public sealed record PolicyCorrection(IActionCorrection Correction, IReadOnlyList<double> MaxResiduals);
