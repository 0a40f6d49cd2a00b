using System.CommandLine;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Cli.Commands.Mcap;

/// <summary>Options that choose messages of a recording.</summary>
internal sealed class QueryOptions
{
    private readonly Option<string[]> _topics = new("--topic", "-t") { Description = "Only this topic; may be repeated.", HelpName = "topic" };
    private readonly Option<ulong?> _start = new("--start") { Description = "Earliest log time.", HelpName = "ns" };
    private readonly Option<ulong?> _end = new("--end") { Description = "Log time at which it ends.", HelpName = "ns" };

    public void AddTo(Command command)
    {
        command.Add(_topics);
        command.Add(_start);
        command.Add(_end);
    }

    public BagQuery ReadBag(ParseResult parsed)
    {
        var query = Read(parsed);
        return new BagQuery { Topics = query.Topics, StartTime = query.StartTime, EndTime = query.EndTime };
    }

    public McapQuery Read(ParseResult parsed)
    {
        var (start, end) = (parsed.GetValue(_start) ?? 0, parsed.GetValue(_end));
        if (end <= start)
            throw CommandException.Usage($"--end: expected more than --start ({start}), got {end}.");
        return new McapQuery { Topics = parsed.GetValue(_topics) is { Length: > 0 } topics ? topics : null, StartTime = start, EndTime = end };
    }
}
