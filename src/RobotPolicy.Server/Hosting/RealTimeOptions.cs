namespace RobotPolicy.Server.Hosting;

/// <summary>What the control thread, and the threads that feed it, ask of the operating system.</summary>
public sealed record RealTimeOptions
{
    /// <summary>Default of <see cref="Priority"/>: above ordinary work, below the kernel's own real-time threads.</summary>
    public const int DefaultPriority = 50;

    private readonly int? _receivePriority;

    /// <summary>SCHED_FIFO priority 1…98 of the control thread; 0 leaves it to the ordinary scheduler. Default 50.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>How far <see cref="ReceivePriority"/> is below <see cref="Priority"/> by default.</summary>
    public const int DefaultReceiveDistance = 10;

    /// <summary>
    /// SCHED_FIFO priority of the threads between socket and handler, below <see cref="Priority"/>, so that no flood on the wire holds up
    /// the control thread; 0 leaves them to the ordinary scheduler. Default: <see cref="DefaultReceiveDistance"/> below, or 0 where there
    /// is no room.
    /// </summary>
    public int ReceivePriority
    {
        get => _receivePriority ?? Math.Max(0, Priority - DefaultReceiveDistance);
        init => _receivePriority = value;
    }

    /// <summary>
    /// Core that the control thread is pinned to, and that all other threads are kept off; −1, the default, pins it nowhere. A core that the
    /// kernel was told to isolate (<c>isolcpus</c>) is the best one.
    /// </summary>
    public int Core { get; init; } = -1;

    /// <summary>
    /// Cores that policies are computed on: the inference thread, and what ONNX Runtime starts for it. <see langword="null"/>, the default,
    /// for those of all other threads: every core of the process, but <see cref="Core"/> where one is named.
    /// </summary>
    public CoreSet? InferenceCores { get; init; }

    /// <summary>Default of <see cref="Nice"/>: before other programs, behind everything that is real-time.</summary>
    public const int DefaultNice = -10;

    /// <summary>
    /// Niceness of all threads that the ordinary scheduler serves, −20…0; 0 leaves it. Default −10: a garbage collection, for which the
    /// control thread waits, must not wait for other programs.
    /// </summary>
    public int Nice { get; init; } = DefaultNice;

    /// <summary>Whether pages are locked into memory once touched. Default true.</summary>
    public bool LockMemory { get; init; } = true;

    /// <summary>Adds one sentence for each value out of range, or for a core that this process may not use.</summary>
    public void Validate(ICollection<string> errors) => Validate(errors, MachineCores.OfThisProcess);

    /// <summary>The same with the process's cores given.</summary>
    internal void Validate(ICollection<string> errors, MachineCores cores)
    {
        if (Priority is < 0 or > 98)
            errors.Add($"real-time priority: expected 0…98, actual {Priority}");
        if (ReceivePriority < 0 || ReceivePriority >= Math.Max(Priority, 1))
            errors.Add($"receive priority: expected 0…{Math.Max(Priority - 1, 0)}, below the control thread's {Priority}, actual {ReceivePriority}");
        if (Nice is < -20 or > 0)
            errors.Add($"--nice: expected −20…0, actual {Nice}");
        if (Core != -1 && !cores.Permitted.Contains(Core))
            errors.Add($"--core: expected −1 or a core that this process may use ({cores.Permitted}), actual {Core}");
        if (InferenceCores is not { } inference)
            return;
        if (inference.IsEmpty)
            errors.Add($"--inference-cores: expected a list of cores such as 1,3-5, of those that this process may use ({cores.Permitted})");
        else if (inference.Except(cores.Permitted) is { IsEmpty: false } outside)
            errors.Add($"--inference-cores: expected cores that this process may use ({cores.Permitted}), actual {inference}; {outside} is not among them");
        if (Core >= 0 && inference.Contains(Core))
            errors.Add($"--inference-cores: expected none of them to be the control thread's, --core {Core}, actual {inference}");
    }
}
