namespace RobotPolicy.Server.Hosting;

/// <summary>What the control thread asks of the operating system.</summary>
public sealed record RealTimeOptions
{
    /// <summary>Default of <see cref="Priority"/>: above ordinary work, below the kernel's own real-time threads.</summary>
    public const int DefaultPriority = 50;

    /// <summary>SCHED_FIFO priority 1…98 of the control thread; 0 leaves it to the ordinary scheduler. Default 50.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>Core that the control thread is pinned to; −1, the default, pins it nowhere.</summary>
    public int Core { get; init; } = -1;

    /// <summary>Whether pages are locked into memory once touched. Default true.</summary>
    public bool LockMemory { get; init; } = true;

    /// <summary>Adds one sentence for each value out of range.</summary>
    public void Validate(ICollection<string> errors)
    {
        if (Priority is < 0 or > 98)
            errors.Add($"real-time priority: expected 0…98, actual {Priority}");
        if (Core < -1 || Core >= Environment.ProcessorCount || Core >= 64)
            errors.Add($"real-time core: expected −1…{Math.Min(Environment.ProcessorCount, 64) - 1}, actual {Core}");
    }
}
