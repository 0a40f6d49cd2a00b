using RobotPolicy.Cli;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Tests.Cli;

/// <summary>A terminal that is text, with what robotctl wrote to it.</summary>
internal sealed class CliTestTerminal
{
    public StringWriter Out { get; } = new();

    public StringWriter Error { get; } = new();

    public Dictionary<string, string> Environment { get; } = [];

    public Terminal Create(bool isTerminal = false) => new()
    {
        Out = Out,
        Error = Error,
        In = TextReader.Null,
        OutBytes = () => Stream.Null,
        OutIsTerminal = isTerminal,
        ErrorIsTerminal = isTerminal,
        InIsTerminal = isTerminal,
        Environment = name => Environment.GetValueOrDefault(name),
        Time = new FixedTime(),
    };

    /// <summary>Runs a command line that is refused before anything is sent.</summary>
    public Task<int> RunAsync(params string[] args) => CommandLine.RunAsync(args, Create());

    private sealed class FixedTime : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 13, 0, 0, TimeSpan.Zero);
    }
}
