namespace RobotPolicy.Server.Operations;

/// <summary>One wrong field of a request.</summary>
/// <param name="Field">Its path, as in <c>goal.pose.positions[3]</c>.</param>
/// <param name="Expected">What would be right.</param>
/// <param name="Actual">What came.</param>
public readonly record struct FieldError(string Field, string Expected, string Actual);
