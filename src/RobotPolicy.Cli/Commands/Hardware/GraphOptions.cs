using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Ros.CycloneDds;

namespace RobotPolicy.Cli.Commands.Hardware;

/// <summary>Which ROS graph is listened to, and for how long; the same options as the service's.</summary>
internal sealed class GraphOptions
{
    private const double DefaultSeconds = 5;
    private const double MinSeconds = 1;
    private const double MaxSeconds = 600;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly Dictionary<string, DiscoveryProfile> Profiles = new()
    {
        ["lan"] = DiscoveryProfile.Lan,
        ["jazzy-local"] = DiscoveryProfile.JazzyLocal,
        ["loopback"] = DiscoveryProfile.Loopback,
        ["custom"] = DiscoveryProfile.Custom,
    };

    private readonly Option<double> _seconds = new("--seconds", "-t") { Description = "How long to listen.", HelpName = "s", DefaultValueFactory = _ => DefaultSeconds };

    private readonly Option<uint?> _domain = new("--domain") { Description = "ROS domain id. Default: ROS_DOMAIN_ID, else 0.", HelpName = "id" };

    private readonly Option<string> _discovery = new("--discovery")
    {
        Description = "Which peers are found: lan (multicast, as ROS 2 does), jazzy-local (this machine, ROS 2 Jazzy and later), loopback (this machine), custom "
            + $"({CycloneDdsOptions.ConfigurationVariable}).",
        HelpName = "profile",
        DefaultValueFactory = _ => "lan",
    };

    public GraphOptions() => _discovery.AcceptOnlyFromAmong([.. Profiles.Keys]);

    public void AddTo(Command command)
    {
        command.Add(_seconds);
        command.Add(_domain);
        command.Add(_discovery);
    }

    /// <summary>Where is listened, in a few words.</summary>
    public string Describe(Invocation run) => string.Create(CultureInfo.InvariantCulture, $"domain {Domain(run)}, discovery {run.Parsed.GetValue(_discovery)}");

    /// <summary>Joins the graph.</summary>
    public CycloneDdsTransport Open(Invocation run)
    {
        var network = new CycloneDdsOptions { NodeName = "robotctl_hardware", DomainId = Domain(run), Discovery = Profiles[run.Parsed.GetValue(_discovery)!] };
        if (network.Validate() is [var first, ..])
            throw CommandException.Usage(first);
        if (!(run.Parsed.GetValue(_seconds) is >= MinSeconds and <= MaxSeconds))
            throw CommandException.Usage($"--seconds: expected {MinSeconds:0}…{MaxSeconds:0}.");
        try
        {
            return new CycloneDdsTransport(network, _ => { }, run.Terminal.Time);
        }
        catch (Exception exception) when (exception is DllNotFoundException or PlatformNotSupportedException or DdsException or InvalidOperationException)
        {
            throw new CommandException(ExitCode.Refused, $"The ROS 2 graph cannot be joined: {exception.Message}");
        }
    }

    /// <summary>Waits for as long as is listened, with a bar.</summary>
    /// <param name="run">The command.</param>
    /// <param name="meanwhile">Called some ten times a second.</param>
    /// <param name="stop">Ends it.</param>
    public void Listen(Invocation run, Action meanwhile, CancellationToken stop)
    {
        var seconds = run.Parsed.GetValue(_seconds);
        if (!run.Printer.Live && !run.Printer.Json)
            run.Printer.Note($"Listening for {seconds:0.#} s on {Describe(run)}; nothing is published and nothing moves.");
        Bar.Show(run, $"listening on {Describe(run)}", tell =>
        {
            var began = run.Terminal.Time.GetTimestamp();
            while (run.Terminal.Time.GetElapsedTime(began).TotalSeconds is var elapsed && elapsed < seconds)
            {
                stop.ThrowIfCancellationRequested();
                meanwhile();
                tell?.Invoke(elapsed / seconds);
                stop.WaitHandle.WaitOne(Pause);
            }

            return true;
        });
    }

    private uint Domain(Invocation run) => run.Parsed.GetValue(_domain)
        ?? (uint.TryParse(run.Terminal.Environment("ROS_DOMAIN_ID"), NumberStyles.None, CultureInfo.InvariantCulture, out var domain) ? domain : 0);
}
