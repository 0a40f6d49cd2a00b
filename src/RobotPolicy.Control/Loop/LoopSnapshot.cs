namespace RobotPolicy.Control.Loop;

/// <summary>A reader's own copy of the loop's state; filled by <see cref="ControlLoop.ReadSnapshot"/>, as often as one likes.</summary>
public sealed class LoopSnapshot
{
    /// <summary>Allocates the arrays.</summary>
    /// <param name="jointCount">Joints of the robot.</param>
    /// <param name="cameraCount">Cameras of the robot.</param>
    public LoopSnapshot(int jointCount, int cameraCount)
    {
        Positions = new double[jointCount];
        Command = new double[jointCount];
        Target = new double[jointCount];
        CameraAgesNs = new long[cameraCount];
    }

    /// <summary>Everything that is one number.</summary>
    public LoopStatus Status { get; internal set; }

    /// <summary>Measured positions, in the order of the robot's joints; rad or m.</summary>
    public double[] Positions { get; }

    /// <summary>Commanded positions.</summary>
    public double[] Command { get; }

    /// <summary>The policy's target; meaningful where the status says that it has one.</summary>
    public double[] Target { get; }

    /// <summary>Age of the newest picture of each camera, in nanoseconds; −1 where there is none.</summary>
    public long[] CameraAgesNs { get; }
}
