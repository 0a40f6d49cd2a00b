namespace RobotPolicy.Control.Hardware;

/// <summary>Which message carries the commands.</summary>
public enum CommandInterface
{
    /// <summary><c>std_msgs/msg/Float64MultiArray</c> for ros2_controllers' <c>forward_position_controller</c>.</summary>
    ForwardPosition = 0,

    /// <summary><c>trajectory_msgs/msg/JointTrajectory</c> for the <c>joint_trajectory_controller</c>: one point, to be reached soon.</summary>
    JointTrajectory,
}
