using System.CommandLine;
using System.CommandLine.Parsing;
using RobotPolicy.Server.Hosting;

namespace RobotPolicy.Server.Options;

/// <summary>The options that say what is asked of the operating system.</summary>
internal sealed class RealTimeCommandLine
{
    private readonly Option<int> _priority = new("--priority")
    {
        Description = "SCHED_FIFO priority of the control thread, 0 for none.",
        DefaultValueFactory = _ => RealTimeOptions.DefaultPriority,
    };

    private readonly Option<int?> _receivePriority = new("--receive-priority")
    {
        Description = "SCHED_FIFO priority of the threads that receive from the wire, below the control thread's; 0 for none. "
            + $"Default: {RealTimeOptions.DefaultReceiveDistance} below it.",
    };

    private readonly Option<int> _nice = new("--nice")
    {
        Description = "Niceness of all other threads, -20…0: before other programs' where below 0. A collection that the control thread waits for then does not wait for those.",
        DefaultValueFactory = _ => RealTimeOptions.DefaultNice,
    };

    private readonly Option<int> _core = new("--core")
    {
        Description = "Core for the control thread alone, -1 for any. All other threads of the service leave it.",
        DefaultValueFactory = _ => -1,
    };

    private readonly Option<CoreSet?> _inferenceCores = new("--inference-cores")
    {
        Description = "Cores that policies are computed on, such as 1,3-5. Default: all, but --core's where it is given.",
        HelpName = "cores",
        CustomParser = ReadCores,
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] options = [_priority, _receivePriority, _nice, _core, _inferenceCores];
        foreach (var option in options)
            command.Add(option);
    }

    /// <summary>Reads them.</summary>
    public RealTimeOptions Read(ParseResult parsed)
    {
        var options = new RealTimeOptions
        {
            Priority = parsed.GetValue(_priority),
            Nice = parsed.GetValue(_nice),
            Core = parsed.GetValue(_core),
            InferenceCores = parsed.GetValue(_inferenceCores),
        };
        return parsed.GetValue(_receivePriority) is { } receive ? options with { ReceivePriority = receive } : options;
    }

    private static CoreSet? ReadCores(ArgumentResult result)
    {
        var text = string.Join(',', result.Tokens.Select(token => token.Value));
        if (CoreSet.TryParse(text, out var cores))
            return cores;
        result.AddError($"--inference-cores: expected a list of cores 0…{CoreSet.MaxCore} such as 1,3-5, actual '{text}'");
        return null;
    }
}
