using RobotPolicy.Ros.CycloneDds;

namespace RobotPolicy.IntegrationTests.CycloneDds;

[Collection(NativeWireCollection.Name)]
public sealed class CycloneDdsOptionsTests
{
    [Fact]
    public void Defaults_AreThoseOfAnOrdinaryRosGraph()
    {
        CycloneDdsOptions options = new();

        Assert.Equal(0u, options.DomainId);
        Assert.Equal("robot_policy", options.NodeName);
        Assert.Equal("/", options.Namespace);
        Assert.Equal(DiscoveryProfile.Lan, options.Discovery);
        Assert.Null(options.CustomConfigXml);
        Assert.Equal(16, options.GidSize);
        Assert.Empty(options.Validate());
    }

    [Fact]
    public void Validate_EverythingWrong_NamesEveryError()
    {
        CycloneDdsOptions options = new()
        {
            DomainId = 233,
            NodeName = "a/b",
            Namespace = "cell",
            Discovery = (DiscoveryProfile)9,
            CustomConfigXml = "<CycloneDDS/>",
            GidSize = 20,
        };

        Assert.Equal(
            [
                "DomainId is 233, expected 0 to 232.",
                "NodeName is 'a/b', expected a name without a slash.",
                "Namespace is 'cell': expected an absolute name, which starts with '/'.",
                "Discovery is 9, expected one of Lan, JazzyLocal, Loopback, Custom.",
                "CustomConfigXml is set, but Discovery is 9, expected Custom.",
                "GidSize is 20, expected 16 (Iron and later) or 24 (Humble and earlier).",
            ],
            options.Validate());
    }

    [Theory]
    [InlineData("", "/", "NodeName is '', expected a name without a slash.")]
    [InlineData("2nd", "/", "Node '/2nd': expected no digit at the start of a token, actual '2' at index 1.")]
    [InlineData("a-b", "/cell_1", "Node '/cell_1/a-b': expected ASCII letters, digits, '_' and '/', actual U+002D at index 9.")]
    [InlineData("a", "/cell/", "Namespace is '/cell/': expected no '/' at the end.")]
    [InlineData("a", "", "Namespace is '': expected a name, actual nothing.")]
    public void Validate_WrongName_SaysWhatIsWrong(string name, string nodeNamespace, string error) =>
        Assert.Equal([error], new CycloneDdsOptions { NodeName = name, Namespace = nodeNamespace }.Validate());

    [Fact]
    public void Validate_CustomWithoutConfiguration_SaysWhereItMayStand()
    {
        Assert.Null(Environment.GetEnvironmentVariable(CycloneDdsOptions.ConfigurationVariable));
        Assert.Equal(
            ["Discovery is Custom, but neither CustomConfigXml nor CYCLONEDDS_URI is set."],
            new CycloneDdsOptions { Discovery = DiscoveryProfile.Custom, CustomConfigXml = " " }.Validate());
    }

    [Fact]
    public void Construct_WithErrors_ThrowsAllOfThemAtOnce()
    {
        var error = Assert.Throws<ArgumentException>(() => new CycloneDdsTransport(new CycloneDdsOptions { DomainId = 500, GidSize = 3 }));
        Assert.Contains("DomainId is 500", error.Message);
        Assert.Contains("GidSize is 3", error.Message);
    }

    [Fact]
    public void Configuration_EveryProfile_TurnsSharedMemoryOffLast()
    {
        foreach (var profile in Enum.GetValues<DiscoveryProfile>())
        {
            CycloneDdsOptions options = new() { Discovery = profile, CustomConfigXml = profile == DiscoveryProfile.Custom ? "file:///etc/dds.xml" : null };
            Assert.EndsWith(
                """
                ,<CycloneDDS><Domain Id="any"><SharedMemory><Enable>false</Enable></SharedMemory><Internal><SocketReceiveBufferSize max="8MB"/></Internal><Sizing><ReceiveBufferSize>256 KiB</ReceiveBufferSize></Sizing></Domain></CycloneDDS>
                """,
                DiscoveryConfiguration.Create(options, hasSharedMemory: true));
            Assert.DoesNotContain("SharedMemory", DiscoveryConfiguration.Create(options, hasSharedMemory: false));
        }
    }

    [Fact]
    public void Configuration_Loopback_BindsToLoopbackWithLargeMessages()
    {
        var xml = DiscoveryConfiguration.Create(new CycloneDdsOptions { Discovery = DiscoveryProfile.Loopback }, hasSharedMemory: false);
        Assert.Contains("""<NetworkInterface name="lo" multicast="true"/>""", xml);
        Assert.Contains("<MaxMessageSize>65500B</MaxMessageSize><FragmentSize>65000B</FragmentSize>", xml);
        Assert.Contains("""<Peer address="localhost"/>""", xml);
        Assert.Contains($"<MaxAutoParticipantIndex>{DiscoveryConfiguration.MaxAutoParticipantIndex}</MaxAutoParticipantIndex>", xml);
    }

    [Fact]
    public void Configuration_JazzyLocal_HasNoInterfaceAndNoMulticast()
    {
        var xml = DiscoveryConfiguration.Create(new CycloneDdsOptions { Discovery = DiscoveryProfile.JazzyLocal }, hasSharedMemory: false);
        Assert.Contains("<AllowMulticast>false</AllowMulticast>", xml);
        Assert.Contains("""<Peer address="localhost"/>""", xml);
        Assert.DoesNotContain("NetworkInterface", xml);
    }

    [Fact]
    public void Configuration_Lan_LeavesNetworkAndFragmentsAlone()
    {
        var xml = DiscoveryConfiguration.Create(new CycloneDdsOptions(), hasSharedMemory: false);
        Assert.DoesNotContain("<General>", xml);
        Assert.DoesNotContain("<Peers>", xml);
    }

    [Theory]
    [InlineData(DiscoveryProfile.Lan)]
    [InlineData(DiscoveryProfile.JazzyLocal)]
    [InlineData(DiscoveryProfile.Loopback)]
    [InlineData(DiscoveryProfile.Custom)]
    public void Construct_EveryProfile_IsAcceptedByTheLibraryWithoutComplaint(DiscoveryProfile profile)
    {
        List<CycloneLogEntry> log = [];
        CycloneDdsOptions options = new()
        {
            DomainId = TestDomain.Claim(),
            Discovery = profile,
            CustomConfigXml = profile == DiscoveryProfile.Custom ? """<CycloneDDS><Domain Id="any"><General><Interfaces><NetworkInterface name="lo"/></Interfaces></General></Domain></CycloneDDS>""" : null,
        };
        using (new CycloneDdsTransport(options, entry =>
        {
            lock (log)
                log.Add(entry);
        }))
        {
        }

        Assert.DoesNotContain(log, entry => entry.Severity >= CycloneLogSeverity.Error || entry.Message.Contains("config", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Construct_UnknownElement_ThrowsTheReasonOfTheLibrary()
    {
        CycloneDdsOptions options = new() { DomainId = TestDomain.Claim(), Discovery = DiscoveryProfile.Custom, CustomConfigXml = """<CycloneDDS><Domain Id="any"><Nonsense/></Domain></CycloneDDS>""" };
        var error = Assert.Throws<DdsException>(() => new CycloneDdsTransport(options, _ => { }));
        Assert.True(error.ReturnCode < 0);
        Assert.Contains("Nonsense", error.Message);
    }
}
