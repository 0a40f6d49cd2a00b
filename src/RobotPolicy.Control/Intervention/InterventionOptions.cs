using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Intervention;

/// <summary>How a human's frames become motion. Bound at start.</summary>
public sealed class InterventionOptions
{
    /// <summary>Default of <see cref="TakeoverSpeed"/>.</summary>
    public const double DefaultTakeoverSpeed = 0.25;

    /// <summary>Silence of the human in command after which the arm is held.</summary>
    /// <value>20 ms to 5 s; 300 ms unless told.</value>
    public TimeSpan Silence { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Fraction of the speed limits with which the arm goes to a leader that stands elsewhere.</summary>
    /// <value>0.01 to 1; 0.25 unless told.</value>
    public double TakeoverSpeed { get; set; } = DefaultTakeoverSpeed;

    /// <summary>Longest time over which the way from one target of a leader to the next is spread.</summary>
    /// <value>0 to 1 s; 100 ms unless told.</value>
    public TimeSpan MaxSpread { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Adds one sentence per setting that is out of range.</summary>
    /// <param name="path">Name of the section, for the sentences.</param>
    /// <param name="errors">Receives the sentences.</param>
    public void Validate(string path, ICollection<string> errors)
    {
        var ranges = new OptionRanges(path, errors);
        ranges.Check(nameof(Silence), Silence, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(5));
        ranges.Check(nameof(TakeoverSpeed), TakeoverSpeed, 0.01, 1, "of the speed limit");
        ranges.Check(nameof(MaxSpread), MaxSpread, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }
}
