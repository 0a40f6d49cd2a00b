using System.CommandLine;
using RobotPolicy.Data.Mcap;
using RobotPolicy.Data.Recording;

namespace RobotPolicy.Server.Options;

/// <summary>The part of the command line that says whether and how runs are recorded.</summary>
internal sealed class RecordingCommandLine
{
    private readonly Option<DirectoryInfo?> _folder = new("--record")
    {
        Description = "Folder that receives a recording of every run (MCAP, as ROS 2 tools open it): what the robot sent, every tick, every "
            + "inference, every act of an operator. Without it nothing is recorded.",
    };

    private readonly Option<McapCompression> _compression = new("--record-compression")
    {
        Description = "Compression of recordings: none, lz4 or zstd. None is the cheapest for the processor.",
        DefaultValueFactory = _ => McapCompression.None,
    };

    private readonly Option<int> _splitMegabytes = new("--record-split-mb")
    {
        Description = "Megabytes after which a recording goes on in a new file.",
        DefaultValueFactory = _ => 1024,
    };

    private readonly Option<double> _splitMinutes = new("--record-split-minutes")
    {
        Description = "Minutes after which a recording goes on in a new file.",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<double?> _keepGigabytes = new("--record-keep-gb")
    {
        Description = "Gigabytes of recordings that are kept in the folder; the oldest go. Without it none goes.",
    };

    private readonly Option<double?> _keepDays = new("--record-keep-days")
    {
        Description = "Days for which a finished recording is kept. Without it none goes.",
    };

    private readonly Option<int> _reserveMegabytes = new("--record-reserve-mb")
    {
        Description = "Megabytes that stay free on the disk: recording stops before it takes them, and says so.",
        DefaultValueFactory = _ => 2048,
    };

    private readonly Option<bool> _required = new("--record-required")
    {
        Description = "Hold the robot while its run cannot be recorded. Without it the robot goes on.",
    };

    private readonly Option<string[]> _topics = new("--record-topic")
    {
        Description = "A further topic to record, as /name=package/msg/Type; may be given several times.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<DirectoryInfo[]> _logs = new("--logs")
    {
        Description = "Folder with recordings of earlier runs that operators may look back at; may be given several times. That of --record is "
            + "looked through without it.",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] all =
        [
            _folder, _compression, _splitMegabytes, _splitMinutes, _keepGigabytes, _keepDays, _reserveMegabytes, _required, _topics, _logs,
        ];
        foreach (var option in all)
            command.Add(option);
    }

    /// <summary>Where and how runs are recorded; <see langword="null"/> for not at all.</summary>
    public RecordingOptions? Read(ParseResult parsed) => parsed.GetValue(_folder) is not { } folder ? null : new RecordingOptions
    {
        Folder = folder.FullName,
        Compression = parsed.GetValue(_compression),
        SplitBytes = (long)parsed.GetValue(_splitMegabytes) << 20,
        SplitTime = TimeSpan.FromMinutes(Math.Clamp(parsed.GetValue(_splitMinutes), 0, MaxSpanMinutes)),
        KeepBytes = parsed.GetValue(_keepGigabytes) is { } gigabytes ? (long)(Math.Clamp(gigabytes, 0, MaxGigabytes) * (1L << 30)) : null,
        KeepTime = parsed.GetValue(_keepDays) is { } days ? TimeSpan.FromDays(Math.Clamp(days, 0, MaxDays)) : null,
        ReservedBytes = (long)parsed.GetValue(_reserveMegabytes) << 20,
        IsRequired = parsed.GetValue(_required),
    };

    /// <summary>Folders with recordings of earlier runs.</summary>
    public IReadOnlyList<string> ReadFolders(ParseResult parsed) => [.. parsed.GetValue(_logs)!.Select(folder => folder.FullName)];

    /// <summary>Further topics, as they were given.</summary>
    public IReadOnlyList<string> ReadTopics(ParseResult parsed) => parsed.GetValue(_topics)!;

    private const double MaxSpanMinutes = 60 * 24 * 365;
    private const double MaxGigabytes = 1 << 30;
    private const double MaxDays = 365_000;
}
