using System.CommandLine;
using System.CommandLine.Parsing;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Log;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Naming;

namespace RobotPolicy.Cli.Commands.Replay;

/// <summary>Whether and where a replay is published on a ROS 2 graph.</summary>
internal sealed class PublishOptions
{
    private readonly Option<bool> _publish = new("--publish") { Description = "Publish the recorded topics and the replayed commands on the ROS 2 graph, below a prefix." };

    private readonly Option<string> _prefix = new("--prefix")
    {
        Description = "Prefix of all published topics. A replay never publishes under the robot's own names: nothing moves.",
        HelpName = "/name",
        DefaultValueFactory = _ => "/replay",
    };

    private readonly Option<uint> _domain = new("--domain") { Description = "ROS domain id. Default: ROS_DOMAIN_ID, else 0.", HelpName = "id", DefaultValueFactory = _ => Domain() };

    public void AddTo(Command command)
    {
        command.Add(_publish);
        command.Add(_prefix);
        command.Add(_domain);
    }

    /// <summary>The publisher; <see langword="null"/> where nothing is to be published.</summary>
    public ReplayPublisher? Open(ParseResult parsed, ILogStream log)
    {
        if (!parsed.GetValue(_publish))
            return null;
        var prefix = parsed.GetValue(_prefix)!;
        if (!RosName.IsValid(prefix, out var problem))
            throw CommandException.Usage($"--prefix: {problem}");
        try
        {
            return new ReplayPublisher(
                new CycloneDdsTransport(new CycloneDdsOptions { NodeName = "robotctl_replay", DomainId = parsed.GetValue(_domain) }, _ => { }, TimeProvider.System),
                prefix,
                log);
        }
        catch (Exception exception) when (exception is DllNotFoundException or DdsException or InvalidOperationException)
        {
            throw new CommandException(ExitCode.Refused, $"The ROS 2 graph cannot be joined: {exception.Message}");
        }
    }

    private static uint Domain() => uint.TryParse(Environment.GetEnvironmentVariable("ROS_DOMAIN_ID"), out var domain) ? domain : 0;
}
