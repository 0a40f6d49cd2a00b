namespace RobotPolicy.Simulator.PickPlace;

/// <summary>Names that the scene, the ROS messages and the policy share.</summary>
internal static class RobotNames
{
    /// <summary>Number of arm joints; the gripper follows them in every vector.</summary>
    internal const int ArmJointCount = 6;

    /// <summary>Length of a joint state and of a command: the arm joints (rad), then the gripper (m per finger).</summary>
    internal const int JointCount = 7;

    /// <summary>Site at the disc of a scene that has only one.</summary>
    internal const string TargetSite = "target";

    /// <summary>Joints in the order of every state and command vector. They are also the names of the scene's actuators.</summary>
    internal static readonly string[] Joints =
        ["waist", "shoulder", "elbow", "forearm_roll", "wrist_pitch", "wrist_roll", "gripper"];

    /// <summary>Cameras, in the order of the policy's images.</summary>
    internal static readonly string[] Cameras = ["front", "wrist"];
}
