namespace RobotPolicy.Control.Model;

/// <summary>
/// What a policy sees at one instant: joint positions and one picture per camera, aligned to <see cref="TimeNs"/>.
/// Allocated once and filled again for every inference; owned by the inference thread.
/// </summary>
public sealed class Observation
{
    private readonly double[] _pastPositions;
    private readonly ImageFrame?[] _pastImages;

    /// <summary>Allocates the buffers.</summary>
    /// <param name="jointCount">Joints of the robot.</param>
    /// <param name="cameraCount">Cameras that the policy asks for.</param>
    /// <param name="steps">Instants that the policy looks at: this one and those before it.</param>
    public Observation(int jointCount, int cameraCount, int steps = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        Steps = steps;
        _pastPositions = new double[(steps - 1) * jointCount];
        _pastImages = new ImageFrame?[(steps - 1) * cameraCount];
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(jointCount);
        ArgumentOutOfRangeException.ThrowIfNegative(cameraCount);
        Positions = new double[jointCount];
        Velocities = new double[jointCount];
        Images = new ImageFrame?[cameraCount];
    }

    /// <summary>Instants that are looked at; the last one is <see cref="TimeNs"/>, the others lie one action interval apart before it.</summary>
    public int Steps { get; }

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

    /// <summary>Joint positions at one of the instants, the oldest one first.</summary>
    public Span<double> PositionsAt(int step) =>
        step == Steps - 1 ? Positions : _pastPositions.AsSpan(step * Positions.Length, Positions.Length);

    /// <summary>Frame of one camera at one of the instants, the oldest one first.</summary>
    public ImageFrame? ImageAt(int step, int camera) => step == Steps - 1 ? Images[camera] : _pastImages[(step * Images.Length) + camera];

    /// <summary>Replaces the frame of one camera at one of the instants; the observation takes over the caller's reference.</summary>
    public void SetImage(int step, int camera, ImageFrame frame)
    {
        if (step == Steps - 1)
        {
            SetImage(camera, frame);
            return;
        }

        var index = (step * Images.Length) + camera;
        _pastImages[index]?.Release();
        _pastImages[index] = frame;
    }

    /// <summary>Lets all frames go.</summary>
    public void ReleaseImages()
    {
        for (var i = 0; i < _pastImages.Length; i++)
        {
            _pastImages[i]?.Release();
            _pastImages[i] = null;
        }

        for (var i = 0; i < Images.Length; i++)
        {
            Images[i]?.Release();
            Images[i] = null;
        }
    }
}
