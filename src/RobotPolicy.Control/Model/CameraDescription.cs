namespace RobotPolicy.Control.Model;

/// <summary>One camera of the robot.</summary>
public sealed record CameraDescription
{
    /// <summary>Name by which policies ask for it, such as <c>wrist</c>.</summary>
    public required string Name { get; init; }

    /// <summary>ROS topic of its pictures.</summary>
    public required string Topic { get; init; }

    /// <summary>Whether the topic carries <c>sensor_msgs/msg/CompressedImage</c> rather than <c>sensor_msgs/msg/Image</c>.</summary>
    public bool Compressed { get; init; }

    /// <summary>Age at which the newest picture is stale and motion is held.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How long before its stamp a picture was taken: exposure and whatever comes before the driver stamps it.</summary>
    public TimeSpan Latency { get; init; }
}
