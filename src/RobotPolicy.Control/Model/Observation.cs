namespace RobotPolicy.Control.Model;

/// <summary>
/// What a policy sees at one instant: joint positions and one picture per camera, aligned to <see cref="TimeNs"/>.
/// Allocated once and filled again for every inference; owned by the inference thread.
/// </summary>
public sealed class Observation
{
    /// <summary>Allocates the buffers.</summary>
    /// <param name="jointCount">Joints of the robot.</param>
    /// <param name="cameraCount">Cameras that the policy asks for.</param>
    public Observation(int jointCount, int cameraCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(jointCount);
        ArgumentOutOfRangeException.ThrowIfNegative(cameraCount);
        Positions = new double[jointCount];
        Velocities = new double[jointCount];
        Images = new ImageFrame?[cameraCount];
    }

    /// <summary>Epoch in which the observation was taken; whatever is computed from it belongs to that epoch.</summary>
    public long Epoch { get; set; }

    /// <summary>The instant that the observation describes, on the monotonic clock, in nanoseconds.</summary>
    public long TimeNs { get; set; }

    /// <summary>Joint positions at <see cref="TimeNs"/> in the order of the robot's joints; radians, or metres for prismatic joints.</summary>
    public double[] Positions { get; }

    /// <summary>Joint velocities at <see cref="TimeNs"/>, in rad/s or m/s.</summary>
    public double[] Velocities { get; }

    /// <summary>One retained frame per camera, in the order of <see cref="PolicySpec.Cameras"/>.</summary>
    public ImageFrame?[] Images { get; }

    /// <summary>Replaces the frame of one camera; the observation takes over the caller's reference.</summary>
    public void SetImage(int camera, ImageFrame frame)
    {
        Images[camera]?.Release();
        Images[camera] = frame;
    }

    /// <summary>Lets all frames go.</summary>
    public void ReleaseImages()
    {
        for (var i = 0; i < Images.Length; i++)
        {
            Images[i]?.Release();
            Images[i] = null;
        }
    }
}
