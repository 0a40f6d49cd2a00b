namespace RobotPolicy.Control.Model;

/// <summary>The robot as its hardware profile states it; immutable.</summary>
public sealed record RobotDescription
{
    /// <summary>Name of the robot.</summary>
    public required string Name { get; init; }

    /// <summary>Joints in the robot's order: the order of every joint vector inside the service and of the command message.</summary>
    public required IReadOnlyList<JointDescription> Joints { get; init; }

    /// <summary>Cameras.</summary>
    public required IReadOnlyList<CameraDescription> Cameras { get; init; }

    /// <summary>Names of the stop inputs, in the order in which a stop blames them.</summary>
    public IReadOnlyList<string> StopInputs { get; init; } = [];

    /// <summary>
    /// Where a retry begins, in the order of <see cref="Joints"/>, rad or m, within their limits; <see langword="null"/> where the
    /// profile names none.
    /// </summary>
    public IReadOnlyList<double>? SafePose { get; init; }

    /// <summary>Age at which the newest joint state is stale and motion is held.</summary>
    public TimeSpan JointStateTimeout { get; init; } = DefaultJointStateTimeout;

    /// <summary>Timeout of joint states where the profile does not say: 100 ms.</summary>
    public static readonly TimeSpan DefaultJointStateTimeout = TimeSpan.FromMilliseconds(100);

    /// <summary>Position of a joint in <see cref="Joints"/>, or −1.</summary>
    public int IndexOfJoint(string name)
    {
        for (var i = 0; i < Joints.Count; i++)
            if (Joints[i].Name == name)
                return i;
        return -1;
    }

    /// <summary>Position of a camera in <see cref="Cameras"/>, or −1.</summary>
    public int IndexOfCamera(string name)
    {
        for (var i = 0; i < Cameras.Count; i++)
            if (Cameras[i].Name == name)
                return i;
        return -1;
    }
}
