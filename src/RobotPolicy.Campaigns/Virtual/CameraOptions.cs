namespace RobotPolicy.Campaigns.Virtual;

/// <summary>How the simulated cameras work; the defaults are those of the simulator on ROS topics.</summary>
internal sealed record CameraOptions
{
    /// <summary>Width of a picture in pixels.</summary>
    public int Width { get; init; } = 320;

    /// <summary>Height of a picture in pixels.</summary>
    public int Height { get; init; } = 240;

    /// <summary>Pictures a second.</summary>
    public double RateHz { get; init; } = 30;

    /// <summary>From the moment that a picture shows until it arrives; less than a second.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.Zero;

    internal long DelayNs => Delay.Ticks * TimeSpan.NanosecondsPerTick;
}
