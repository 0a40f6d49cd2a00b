namespace RobotPolicy.Simulator.Bridge;

/// <summary>Names that the robot publishes under.</summary>
internal static class Topics
{
    /// <summary><c>sensor_msgs/msg/JointState</c>.</summary>
    internal const string JointStates = "/joint_states";

    /// <summary><c>geometry_msgs/msg/PoseStamped</c>: the cube in the robot's base frame.</summary>
    internal const string CubePose = "/simulator/cube_pose";

    /// <summary><c>std_msgs/msg/Float64MultiArray</c> with one labelled dimension per value.</summary>
    internal const string GroundTruth = "/simulator/ground_truth";

    /// <summary>Frame of the arm's base, on the table; z points up.</summary>
    internal const string BaseFrame = "base_link";

    /// <summary><c>sensor_msgs/msg/Image</c>, rgb8.</summary>
    internal static string Image(string camera) => $"/camera/{camera}/image_raw";

    /// <summary><c>sensor_msgs/msg/CompressedImage</c>, JPEG.</summary>
    internal static string CompressedImage(string camera) => $"/camera/{camera}/image_raw/compressed";

    /// <summary><c>sensor_msgs/msg/CameraInfo</c>.</summary>
    internal static string CameraInfo(string camera) => $"/camera/{camera}/camera_info";

    /// <summary>Optical frame of a camera: z forward, x right, y down.</summary>
    internal static string OpticalFrame(string camera) => $"camera_{camera}_optical_frame";
}
