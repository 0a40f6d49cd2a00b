namespace RobotPolicy.Ros.Messages;

/// <summary><c>diagnostic_msgs/msg/KeyValue</c>.</summary>
/// <param name="Key">What was measured.</param>
/// <param name="Value">The figure, as text.</param>
public sealed record DiagnosticValue(string Key, string Value);
