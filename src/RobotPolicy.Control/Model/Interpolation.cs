namespace RobotPolicy.Control.Model;

/// <summary>What the target does between two actions.</summary>
public enum Interpolation
{
    /// <summary>A curve along the actions with continuous position, velocity and acceleration, which never leaves their range.</summary>
    Cubic = 0,

    /// <summary>A straight line; the velocity steps at every action.</summary>
    Linear,
}
