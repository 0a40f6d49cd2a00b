using System.CommandLine;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Cli;

/// <summary>Where on the ROS graph a robot is, and for how long.</summary>
internal sealed class GraphOptions
{
    private static readonly (string Name, DiscoveryProfile Profile)[] Profiles =
    [
        ("lan", DiscoveryProfile.Lan), ("loopback", DiscoveryProfile.Loopback), ("jazzy-local", DiscoveryProfile.JazzyLocal), ("custom", DiscoveryProfile.Custom),
    ];

    private readonly string _node;
    private readonly Option<double> _duration = CommonOptions.Ranged("--duration", "Seconds after which to stop; 0 runs until a signal.", 0.0, 0, 1e9);
    private readonly Option<int> _domain = CommonOptions.Ranged(
        "--domain", "DDS domain, the graph's ROS_DOMAIN_ID.", 0, 0, (int)CycloneDdsOptions.MaxDomainId);

    private readonly Option<string> _discovery = new("--discovery")
    {
        Description = "Which peers are found: lan (multicast, as ROS 2 does), loopback (this machine, our own processes), jazzy-local "
            + "(this machine, ROS 2 Jazzy and later), custom (CYCLONEDDS_URI). A wrong choice fails silently.",
        DefaultValueFactory = _ => "lan",
        HelpName = "PROFILE",
    };

    /// <param name="node">Name of the node.</param>
    internal GraphOptions(string node)
    {
        _node = node;
        _discovery.AcceptOnlyFromAmong([.. Profiles.Select(profile => profile.Name)]);
    }

    /// <summary>Adds all options to a command.</summary>
    internal void AddTo(Command command)
    {
        command.Add(_duration);
        command.Add(_domain);
        command.Add(_discovery);
    }

    /// <summary>How it reaches the graph.</summary>
    internal CycloneDdsOptions ReadTransport(ParseResult result) => new()
    {
        DomainId = (uint)result.GetValue(_domain),
        NodeName = _node,
        Discovery = Profiles.First(profile => profile.Name == result.GetValue(_discovery)).Profile,
    };

    /// <summary>When to stop, or <see langword="null"/>.</summary>
    internal TimeSpan? ReadDuration(ParseResult result) =>
        result.GetValue(_duration) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Joins the graph.</summary>
    /// <exception cref="SimulatorException">It cannot be joined; the message says why.</exception>
    internal static CycloneDdsTransport Connect(CycloneDdsOptions network, RateLimitedLog log)
    {
        try
        {
            return new CycloneDdsTransport(network, entry => log.Warn($"dds.{entry.Source}.{entry.Severity}", entry.Message));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or DllNotFoundException or PlatformNotSupportedException or DdsException)
        {
            throw new SimulatorException(e.Message, e);
        }
    }
}
