namespace RobotPolicy.Control.Hardware;

/// <summary>An axis of a <c>sensor_msgs/Joy</c> that moves a joint.</summary>
/// <param name="Axis">Place in <c>axes</c>.</param>
/// <param name="Joint">The robot's joint.</param>
/// <param name="Speed">Velocity at full deflection, rad/s or m/s; a negative one turns the direction.</param>
public readonly record struct JoyAxis(int Axis, int Joint, double Speed);
