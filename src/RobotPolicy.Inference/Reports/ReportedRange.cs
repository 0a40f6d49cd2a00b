namespace RobotPolicy.Inference.Reports;

/// <summary>What one number of a vector is normalised by, in the policy's units.</summary>
/// <param name="Vector">"state" or "action".</param>
/// <param name="Joint">The policy's name of the joint.</param>
/// <param name="RobotJoint">The robot's name of the joint.</param>
/// <param name="Low">Value that becomes −1.</param>
/// <param name="High">Value that becomes 1.</param>
public sealed record ReportedRange(string Vector, string Joint, string RobotJoint, double Low, double High);
