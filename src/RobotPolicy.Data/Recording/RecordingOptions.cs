using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Data.Recording;

/// <summary>Where and how a run is recorded; immutable.</summary>
public sealed record RecordingOptions
{
    /// <summary>Folder that receives one bag, a folder named by its time, for every run of the service; made where it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>How chunks are compressed. None, the default, writes pictures straight from the transport's memory.</summary>
    public McapCompression Compression { get; init; } = McapCompression.None;

    /// <summary>Bytes after which a new file begins (1 GiB).</summary>
    public long SplitBytes { get; init; } = 1L << 30;

    /// <summary>Time after which a new file begins (10 minutes).</summary>
    public TimeSpan SplitTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes of recordings that are kept in the folder; the oldest bags, then the oldest files of this one, go. Unbounded unless told.</summary>
    public long? KeepBytes { get; init; }

    /// <summary>Age after which a finished bag goes; unbounded unless told.</summary>
    public TimeSpan? KeepTime { get; init; }

    /// <summary>Bytes that stay free on the disk (2 GiB): recording stops before it takes them.</summary>
    public long ReservedBytes { get; init; } = 2L << 30;

    /// <summary>Longest time that a small message waits for its chunk to be written (0.5 s): what a killed process loses.</summary>
    public TimeSpan FlushTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Most bytes of samples that wait for the disk (512 MiB): they hold the transport's memory.</summary>
    public long QueueBytes { get; init; } = 512L << 20;

    /// <summary>Whether the robot is held where recording is not possible. It goes on unless told.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Adds one sentence per setting that is out of range.</summary>
    public void Validate(ICollection<string> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (File.Exists(Folder))
            errors.Add($"--record: expected a folder, actual '{Folder}', which is a file");
        if (SplitBytes < 1 << 20)
            errors.Add($"--record-split-mb: expected at least 1, actual {SplitBytes >> 20}");
        if (SplitTime < TimeSpan.FromSeconds(1))
            errors.Add($"--record-split-minutes: expected at least a second, actual {SplitTime}");
        if (KeepBytes < SplitBytes)
            errors.Add($"--record-keep-gb: expected at least the size of one file ({SplitBytes >> 20} MB), actual {KeepBytes >> 20} MB");
        if (KeepTime <= TimeSpan.Zero)
            errors.Add($"--record-keep-days: expected more than 0, actual {KeepTime!.Value.TotalDays}");
        if (ReservedBytes < 0)
            errors.Add($"--record-reserve-mb: expected 0 or more, actual {ReservedBytes >> 20}");
    }
}
