namespace RobotPolicy.Server.Sessions;

/// <summary>How long the lease lasts without a sign of life.</summary>
public sealed record LeaseOptions
{
    /// <summary>Shortest <see cref="Timeout"/>.</summary>
    public static readonly TimeSpan MinTimeout = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest <see cref="Timeout"/>.</summary>
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Default of <see cref="Timeout"/>.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMilliseconds(500);

    /// <summary>Time without a sign of life after which the lease lapses and motion is held, 100 ms…60 s. Default 500 ms.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>Reports every error in these options.</summary>
    public void Validate(ICollection<string> errors)
    {
        if (Timeout < MinTimeout || Timeout > MaxTimeout)
            errors.Add(FormattableString.Invariant($"--lease-timeout: expected 0.1…60 s, actual {Timeout.TotalSeconds:0.###}"));
    }
}
