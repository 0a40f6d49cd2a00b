using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Observations;

/// <summary>How observations are aligned in time. Bound at start.</summary>
public sealed class ObservationOptions
{
    /// <summary>Default of <see cref="MaxCameraSkew"/>.</summary>
    public static readonly TimeSpan DefaultMaxCameraSkew = TimeSpan.FromMilliseconds(100);

    /// <summary>Default of <see cref="JointTolerance"/>.</summary>
    public static readonly TimeSpan DefaultJointTolerance = TimeSpan.FromMilliseconds(50);

    /// <summary>Default of <see cref="MaxStampAhead"/>.</summary>
    public static readonly TimeSpan DefaultMaxStampAhead = TimeSpan.FromMilliseconds(20);

    /// <summary>Default of <see cref="MaxStampDelay"/>.</summary>
    public static readonly TimeSpan DefaultMaxStampDelay = TimeSpan.FromSeconds(1);

    /// <summary>Largest distance of a picture from the instant of the observation.</summary>
    /// <value>1 ms to 1 s; 100 ms unless told.</value>
    public TimeSpan MaxCameraSkew { get; set; } = DefaultMaxCameraSkew;

    /// <summary>How far the newest joint state may lie before the instant of the observation.</summary>
    /// <value>0 to 500 ms; 50 ms unless told.</value>
    public TimeSpan JointTolerance { get; set; } = DefaultJointTolerance;

    /// <summary>How far a time stamp may lie in the future of its reception.</summary>
    /// <value>0 to 1 s; 20 ms unless told.</value>
    public TimeSpan MaxStampAhead { get; set; } = DefaultMaxStampAhead;

    /// <summary>How old a time stamp may be at reception before the message is dropped.</summary>
    /// <value>10 ms to 60 s; 1 s unless told.</value>
    public TimeSpan MaxStampDelay { get; set; } = DefaultMaxStampDelay;

    /// <summary>The limits on stamps.</summary>
    public StampLimits StampLimits => new(MaxStampAhead, MaxStampDelay);

    /// <summary>Adds one sentence per setting that is out of range.</summary>
    /// <param name="path">Name of the section, for the sentences.</param>
    /// <param name="errors">Receives the sentences.</param>
    public void Validate(string path, ICollection<string> errors)
    {
        var ranges = new OptionRanges(path, errors);
        ranges.Check(nameof(MaxCameraSkew), MaxCameraSkew, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
        ranges.Check(nameof(JointTolerance), JointTolerance, TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
        ranges.Check(nameof(MaxStampAhead), MaxStampAhead, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        ranges.Check(nameof(MaxStampDelay), MaxStampDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(60));
    }
}
