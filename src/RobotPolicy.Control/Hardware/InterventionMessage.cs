namespace RobotPolicy.Control.Hardware;

/// <summary>Which message an intervention topic carries.</summary>
public enum InterventionMessage
{
    /// <summary><c>sensor_msgs/JointState</c>: the positions of a leader arm, by name.</summary>
    JointState = 0,

    /// <summary><c>std_msgs/Float64MultiArray</c>: positions or velocities of all joints, in the robot's order.</summary>
    Float64MultiArray,

    /// <summary>
    /// <c>trajectory_msgs/JointTrajectory</c>: the positions of its first point are the target, by name. Its times and further points
    /// are not used: a human's stream says where to be now.
    /// </summary>
    JointTrajectory,

    /// <summary><c>control_msgs/JointJog</c>: its velocities, by name. They hold until the next message or until silence; the duration is not used.</summary>
    JointJog,

    /// <summary><c>sensor_msgs/Joy</c>: axes that are velocities of joints, and a button that is the dead-man switch.</summary>
    Joy,
}
