using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Loop;

/// <summary>The loop's rate and the times after which it stops the arm. Bound at start. None of the watchdogs can be switched off.</summary>
public sealed class ControlLoopOptions
{
    /// <summary>Lowest <see cref="RateHz"/>.</summary>
    public const double MinRateHz = 10;

    /// <summary>Highest <see cref="RateHz"/>.</summary>
    public const double MaxRateHz = 1000;

    /// <summary>Default of <see cref="RateHz"/>.</summary>
    public const double DefaultRateHz = 100;

    /// <summary>Default of <see cref="MaxInvalidMessages"/>, <see cref="MaxUnsentCommands"/> and <see cref="MaxNonFiniteAnswers"/>.</summary>
    public const int DefaultMaxInRow = 3;

    /// <summary>Default of <see cref="RetreatSpeed"/>.</summary>
    public const double DefaultRetreatSpeed = 0.1;

    /// <summary>Default of <see cref="CommandQueueCapacity"/>.</summary>
    public const int DefaultCommandQueueCapacity = 64;

    /// <summary>Ticks, and therefore commands, a second.</summary>
    /// <value>10 to 1000 Hz; 100 Hz unless told.</value>
    public double RateHz { get; set; } = DefaultRateHz;

    /// <summary>How long a cause must have been gone before a held task goes on by itself.</summary>
    /// <value>0 to 60 s; 200 ms unless told.</value>
    public TimeSpan ResumeDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Lateness of a tick that holds the arm.</summary>
    /// <value>1 ms to 5 s; 100 ms unless told.</value>
    public TimeSpan MissedDeadline { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a joint may be farther from its command than its limit allows.</summary>
    /// <value>0 to 10 s; 200 ms unless told.</value>
    public TimeSpan TrackingErrorTime { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long an inference may take, and how long the first chunk of an epoch may be awaited.</summary>
    /// <value>10 ms to 120 s; 2 s unless told.</value>
    public TimeSpan InferenceTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause before an inference that failed is tried again.</summary>
    /// <value>0 to 10 s; 20 ms unless told.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Unusable messages of one source in a row that hold the arm.</summary>
    /// <value>1 to 1000; 3 unless told.</value>
    public int MaxInvalidMessages { get; set; } = DefaultMaxInRow;

    /// <summary>Commands in a row that could not be sent that hold the arm.</summary>
    /// <value>1 to 1000; 3 unless told.</value>
    public int MaxUnsentCommands { get; set; } = DefaultMaxInRow;

    /// <summary>Answers in a row with NaN or infinity after which only an operator resumes.</summary>
    /// <value>1 to 1000; 3 unless told.</value>
    public int MaxNonFiniteAnswers { get; set; } = DefaultMaxInRow;

    /// <summary>Fraction of the speed limits with which the arm eases off towards its measured position after a tracking error.</summary>
    /// <value>0.01 to 1; 0.1 unless told.</value>
    public double RetreatSpeed { get; set; } = DefaultRetreatSpeed;

    /// <summary>Commands to the loop that may wait for its next tick.</summary>
    /// <value>4 to 4096; 64 unless told.</value>
    public int CommandQueueCapacity { get; set; } = DefaultCommandQueueCapacity;

    /// <summary>Time from one tick to the next.</summary>
    public TimeSpan Period => TimeSpan.FromTicks((long)Math.Round(TimeSpan.TicksPerSecond / RateHz));

    /// <summary>Adds one sentence per setting that is out of range.</summary>
    /// <param name="path">Name of the section, for the sentences.</param>
    /// <param name="errors">Receives the sentences.</param>
    public void Validate(string path, ICollection<string> errors)
    {
        var ranges = new OptionRanges(path, errors);
        ranges.Check(nameof(RateHz), RateHz, MinRateHz, MaxRateHz, "Hz");
        ranges.Check(nameof(ResumeDelay), ResumeDelay, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        ranges.Check(nameof(MissedDeadline), MissedDeadline, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(5));
        ranges.Check(nameof(TrackingErrorTime), TrackingErrorTime, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        ranges.Check(nameof(InferenceTimeout), InferenceTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(120));
        ranges.Check(nameof(RetryDelay), RetryDelay, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        ranges.Check(nameof(MaxInvalidMessages), MaxInvalidMessages, 1, 1000);
        ranges.Check(nameof(MaxUnsentCommands), MaxUnsentCommands, 1, 1000);
        ranges.Check(nameof(MaxNonFiniteAnswers), MaxNonFiniteAnswers, 1, 1000);
        ranges.Check(nameof(RetreatSpeed), RetreatSpeed, 0.01, 1, "of the speed limit");
        ranges.Check(nameof(CommandQueueCapacity), CommandQueueCapacity, 4, 4096);
    }

    internal static long ToPeriodNs(double rateHz) => (long)Math.Round(1e9 / rateHz);
}
