namespace RobotPolicy.Ros.CycloneDds;

/// <summary>Writes the native configuration of a <see cref="DiscoveryProfile"/>.</summary>
internal static class DiscoveryConfiguration
{
    /// <summary>
    /// Processes with fixed unicast ports that may share a machine and a domain. The library's own default of 9 is met by an ordinary
    /// ROS system, and the eleventh process then fails to start.
    /// </summary>
    internal const int MaxAutoParticipantIndex = 32;

    private const string LoopbackXml =
        """
        <CycloneDDS><Domain Id="any">
        <General>
        <Interfaces><NetworkInterface name="lo" multicast="true"/></Interfaces>
        <MaxMessageSize>65500B</MaxMessageSize><FragmentSize>65000B</FragmentSize>
        </General>
        <Discovery>
        <ParticipantIndex>auto</ParticipantIndex><MaxAutoParticipantIndex>32</MaxAutoParticipantIndex>
        <Peers><Peer address="localhost"/></Peers>
        </Discovery>
        </Domain></CycloneDDS>
        """;

    private const string JazzyLocalXml =
        """
        <CycloneDDS><Domain Id="any">
        <General><AllowMulticast>false</AllowMulticast></General>
        <Discovery>
        <ParticipantIndex>auto</ParticipantIndex><MaxAutoParticipantIndex>32</MaxAutoParticipantIndex>
        <Peers><Peer address="localhost"/></Peers>
        </Discovery>
        </Domain></CycloneDDS>
        """;

    private const string LanXml =
        """
        <CycloneDDS><Domain Id="any">
        <Discovery><MaxAutoParticipantIndex>32</MaxAutoParticipantIndex></Discovery>
        </Domain></CycloneDDS>
        """;

    // A receive buffer of about one image; "max" asks without insisting, where "min" would refuse to start.
    // Behind it stand buffers that are filled once and then given back. With the usual megabyte a thread that hears little takes half an hour
    // for one, and memory rises all the while; a quarter of it receives pictures at the same cost.
    private const string ReceiveBufferXml =
        """<Internal><SocketReceiveBufferSize max="8MB"/></Internal><Sizing><ReceiveBufferSize>256 KiB</ReceiveBufferSize></Sizing>""";

    // With shared memory on and no RouDi the process hangs, and with RouDi serialised samples are not delivered.
    private const string NoSharedMemoryXml = "<SharedMemory><Enable>false</Enable></SharedMemory>";

    /// <summary>The configuration, a comma-separated list of fragments in which a later one overrides an earlier one.</summary>
    /// <param name="options">Validated options.</param>
    /// <param name="hasSharedMemory">Whether the library knows the element that turns shared memory off.</param>
    internal static string Create(CycloneDdsOptions options, bool hasSharedMemory)
    {
        var profile = options.Discovery switch
        {
            DiscoveryProfile.JazzyLocal => JazzyLocalXml,
            DiscoveryProfile.Loopback => LoopbackXml,
            DiscoveryProfile.Custom => options.GetCustomConfiguration()!.Trim().TrimEnd(','),
            _ => LanXml,
        };
        var overrides = hasSharedMemory ? NoSharedMemoryXml + ReceiveBufferXml : ReceiveBufferXml;
        return $"""{profile},<CycloneDDS><Domain Id="any">{overrides}</Domain></CycloneDDS>""";
    }
}
